using System.Text.Json;
using Gmqtt.Admin.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Gmqtt.Admin.Http;

/// <summary>What stands round every REST endpoint: refuses parameters and character sets nobody knows, and turns what an endpoint throws at its caller into a problem document.</summary>
internal static class EndpointGuard
{
    internal static void Wrap(EndpointBuilder endpoint)
    {
        var inner = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context => RunAsync(inner, context);
    }

    private static async Task RunAsync(RequestDelegate inner, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            KnownParameters.Check(context);
            KnownCharset.Check(context);
            await inner(context);
        }
        catch (RequestRefusedException refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refused.Kind, refused.Field, refused.Message);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            var (kind, field, detail) = BindingFailure.Of(bad);
            await WriteAsync(context, kind, field, detail);
        }
    }

    private static async Task WriteAsync(HttpContext context, RefusalKind kind, string? field, string detail)
    {
        var status = kind.HttpStatus();
        var problem = new ProblemDocument
        {
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
            Field = field,
            Code = (int)kind.GrpcStatus(),
        };
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, AdminJson.Default.ProblemDocument);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
