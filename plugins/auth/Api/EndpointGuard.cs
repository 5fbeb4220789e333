using System.Text.Json;
using Gmqtt.Auth.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Gmqtt.Auth.Api;

/// <summary>What stands round every REST endpoint: turns what an endpoint throws at its caller into a problem document (RFC 9457) that names the field.</summary>
internal static class EndpointGuard
{
    internal static void Wrap(EndpointBuilder endpoint)
    {
        var inner = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context => RunAsync(inner, context);
    }

    /// <summary>
    /// A part of the path as it was sent: the server leaves %2F alone, so that a slash within a name cannot be told from the three characters; the request line can.
    /// </summary>
    internal static string Segment(HttpContext context, int index, string routeValue)
    {
        var segments = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0].Split('/');
        if (index >= segments.Length) return routeValue;
        var raw = Uri.UnescapeDataString(segments[index]);
        return raw == Uri.UnescapeDataString(routeValue) ? raw : routeValue;
    }

    private static async Task RunAsync(RequestDelegate inner, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await inner(context);
        }
        catch (RequestRefusedException refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refused);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, RequestRefusedException.Of(bad));
        }
        catch (Exception broken) when (broken is FileProblemException or IOException or UnauthorizedAccessException && !context.Response.HasStarted)
        {
            await WriteAsync(context, RequestRefusedException.Conflict($"nothing has changed: {broken.Message}"));
        }
    }

    private static async Task WriteAsync(HttpContext context, RequestRefusedException refused)
    {
        var problem = new ProblemDocument(
            "about:blank", ReasonPhrases.GetReasonPhrase(refused.HttpStatus), refused.HttpStatus, refused.Message, refused.Field, (int)refused.GrpcStatus, refused.Message);
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, AuthJson.Default.ProblemDocument);
        context.Response.StatusCode = refused.HttpStatus;
        context.Response.ContentType = "application/problem+json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
