using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Gmqtt.PluginHost.Api;

/// <summary>Errors in the words of RFC 9457.</summary>
internal static class Problem
{
    public const string ContentType = "application/problem+json";

    /// <summary>Answers with a problem instead of what the plugin has prepared, unless an answer has begun.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What is wrong and what to do.</param>
    /// <param name="plugin">Whose fault it is; null where it is nobody's.</param>
    /// <param name="endsConnection">Whether HTTP/1.1 must not use the connection again.</param>
    public static Task ReplaceAsync(HttpContext context, int status, string detail, string? plugin = null, bool endsConnection = false)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        // A stream that the plugin has put in the place of the body's would swallow the problem.
        context.Features.Set<IHttpResponseBodyFeature>(null);
        context.Response.Clear();
        if (endsConnection && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return WriteAsync(context, status, detail, plugin);
    }

    /// <summary>Answers with a problem and the headers that are there, unless an answer has begun.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What is wrong and what to do; null where the status says it all.</param>
    /// <param name="plugin">Whose fault it is; null where it is nobody's.</param>
    public static async Task WriteAsync(HttpContext context, int status, string? detail, string? plugin = null)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return;
        }

        if (GrpcStatus.IsGrpc(context.Request))
        {
            GrpcStatus.Write(response, status, detail);
        }

        var body = Body(status, detail, plugin);
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            // Not the request's token: it may be cancelled already, for the very reason that is told here.
            await response.Body.WriteAsync(body, CancellationToken.None);
        }
    }

    private static byte[] Body(int status, string? detail, string? plugin)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            if (detail is not null)
            {
                json.WriteString("detail", detail);
            }

            if (plugin is not null)
            {
                json.WriteString("plugin", plugin);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
