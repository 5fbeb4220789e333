using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>The open endpoints: one Kestrel for all of them, from the first branch to the last.</summary>
internal sealed class ApiListeners
{
    private readonly WebApplication _container;
    private readonly IServer _server;
    private readonly ApiEndpoints _endpoints;
    private readonly TimeSpan _closeTimeout;

    private ApiListeners(ApiServerOptions options, ApiEndpoints endpoints, ILoggerFactory loggerFactory)
    {
        _endpoints = endpoints;
        _closeTimeout = options.CloseTimeout;
        // Kestrel's TLS wants a container; nothing else of an application is used.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Replace(ServiceDescriptor.Singleton(loggerFactory));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            Limit(kestrel, options);
            endpoints.Listen(kestrel);
        });
        _container = builder.Build();
        _server = _container.Services.GetRequiredService<IServer>();
    }

    /// <summary>What <see cref="ApiServerOptions.Http"/> is bound to.</summary>
    public IReadOnlyList<EndPoint> Http => _endpoints.Http;

    /// <summary>What <see cref="ApiServerOptions.Grpc"/> is bound to.</summary>
    public IReadOnlyList<EndPoint> Grpc => _endpoints.Grpc;

    /// <returns>The listeners, or why they cannot be opened, in one sentence; then none is.</returns>
    public static async Task<(ApiListeners? Listeners, string? Problem)> OpenAsync(
        ApiServerOptions options, ApiEndpoints endpoints, ILoggerFactory loggerFactory, IHttpApplication<HttpContext> application, CancellationToken cancellationToken)
    {
        var listeners = new ApiListeners(options, endpoints, loggerFactory);
        try
        {
            await listeners._server.StartAsync(application, cancellationToken);
            return (listeners, null);
        }
        catch (Exception exception)
        {
            await listeners._container.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return (null, Explain(exception));
        }
    }

    /// <summary>Closes the endpoints at once, and connections as their requests end; after the timeout regardless.</summary>
    public async Task CloseAsync(TimeProvider timeProvider)
    {
        using var enough = new CancellationTokenSource(_closeTimeout, timeProvider);
        await _server.StopAsync(enough.Token);
        await _container.DisposeAsync();
    }

    private static string Explain(Exception exception)
        => exception.InnerException is AddressInUseException
            ? $"the API cannot listen: {FaultText.MessageOf(exception)} Another program has it, or another broker: "
                + "stop that one, or write another address into [[api.http]] or [[api.grpc]], such as --set api.http.0.address=127.0.0.1:8085"
            : $"the API cannot listen: {FaultText.Of(exception)} Change [[api.http]] or [[api.grpc]].";

    private static void Limit(KestrelServerOptions kestrel, ApiServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = options.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodySize;
        kestrel.Limits.RequestHeadersTimeout = options.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = options.KeepAliveTimeout;
        // A body that trickles holds a place that others need.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    }
}
