using Microsoft.AspNetCore.Http;

namespace Gmqtt.Admin.Dashboard;

/// <summary>Answers with a file.</summary>
internal static class FileAnswer
{
    internal static Task SendAsync(HttpContext context, StaticFile? file)
    {
        var response = context.Response;
        if (file is null)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        response.Headers.ETag = file.ETag;
        if (context.Request.Headers.IfNoneMatch.Any(known => known?.Contains(file.ETag, StringComparison.Ordinal) == true))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.ContentType;
        if (file.IsGzip) response.Headers.ContentEncoding = "gzip"; // there is no other form of it, and no browser that could not read this one
        response.ContentLength = file.Content.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(file.Content, context.RequestAborted).AsTask();
    }
}
