using System.Text;
using System.Text.Json.Serialization;
using Gmqtt.Messages;
using Gmqtt.Plugins;
using Gmqtt.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Examples.HelloHttp;

/// <summary>
/// Routes on the broker's API listener (<c>[[api.http]]</c>, 127.0.0.1:8083 as built in):
/// <c>GET /v1/hello</c> greets anybody, <c>GET /v1/hello/clients</c> says who is connected, <c>POST /v1/hello/{topic}</c> publishes the request's body. The last two want
/// a bearer token, as every route that does not say <c>AllowAnonymous</c>.
/// </summary>
[Plugin(Description = "Serves an HTTP endpoint of its own.")]
public sealed class Plugin : IPlugin
{
    private const int MaxBody = 64 * 1024;

    /// <inheritdoc/>
    public string Name => "hello-http";

    /// <inheritdoc/>
    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        var server = context.Server;

        // The plugin has its own container and its own pipeline: what goes wrong in here is a 500 of these routes and of no others.
        context.Api.ConfigureServices(services =>
            services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, HelloJson.Default)));
        context.Api.Map(["/v1/hello"], routes =>
        {
            routes.MapGet("/v1/hello", () => "hello").AllowAnonymous();
            routes.MapGet("/v1/hello/clients", () => new Connected([.. server.ClientService.Clients().Select(client => client.ClientId).Order(StringComparer.Ordinal)]));
            routes.MapPost("/v1/hello/{**topic}", (string topic, HttpRequest request, CancellationToken aborted) => PublishAsync(server.Publisher, topic, request, aborted));
        });
        return default;
    }

    private static async Task<IResult> PublishAsync(IPublisher publisher, string topic, HttpRequest request, CancellationToken aborted)
    {
        if (request.ContentLength is not (>= 0 and <= MaxBody)) return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var payload = new byte[request.ContentLength.Value];
        await request.Body.ReadExactlyAsync(payload, aborted);
        try
        {
            var result = await publisher.PublishAsync(new Message { TopicName = topic, Payload = payload }, cancellationToken: aborted);
            return Results.Text($"reached {result.Matched}", "text/plain", Encoding.UTF8);
        }
        catch (MqttReasonException exception)
        {
            return Results.Problem(exception.Message, statusCode: StatusCodes.Status400BadRequest); // a topic with a wildcard, for example
        }
    }
}

/// <summary>The answer of <c>GET /v1/hello/clients</c>.</summary>
public sealed record Connected(IReadOnlyList<string> Clients);

/// <summary>JSON made at build time: quicker at the first request, and nothing of the plugin stays behind in the framework's caches.</summary>
[JsonSerializable(typeof(Connected))]
public sealed partial class HelloJson : JsonSerializerContext;
