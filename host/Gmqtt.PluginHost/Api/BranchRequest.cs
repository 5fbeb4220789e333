using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Api;

/// <summary>One request in one plugin's pipeline.</summary>
internal static class BranchRequest
{
    /// <summary>What gRPC calls a status that came from an exception (UNKNOWN); it answers those itself.</summary>
    private const string GrpcUnknown = "2";

    /// <returns>Whether there is an answer.</returns>
    public static async Task<bool> RunAsync(RequestDelegate pipeline, IServiceProvider services, ApiBranchSettings settings, HttpContext context)
    {
        // What is an exception's text, is read from it here; the exception goes no further.
        try
        {
            await using var scope = services.CreateAsyncScope();
            context.RequestServices = scope.ServiceProvider;
            await RunAsync(pipeline, services.GetService<IHttpContextAccessor>(), context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more; what goes wrong on the way out is no fault of its own.
            settings.Logger.RouteAborted(settings.Plugin, Name(context), FaultText.Of(exception));
            return false;
        }
        catch (BadHttpRequestException exception)
        {
            await Problem.ReplaceAsync(context, exception.StatusCode, exception.Message);
            return true;
        }
        catch (Exception exception)
        {
            return await FailAsync(settings, context, exception);
        }

        if (ThrewInGrpc(context))
        {
            settings.OnFault($"{Name(context)} ended with gRPC status UNKNOWN: the method threw.");
        }
        else if (context.Response.StatusCode == StatusCodes.Status500InternalServerError)
        {
            settings.OnFault($"{Name(context)} answered 500.");
        }

        await FillAsync(context);
        return true;
    }

    private static async Task RunAsync(RequestDelegate pipeline, IHttpContextAccessor? accessor, HttpContext context)
    {
        if (accessor is null)
        {
            await pipeline(context);
            return;
        }

        accessor.HttpContext = context;
        try
        {
            await pipeline(context);
        }
        finally
        {
            // What flowed away with the plugin's own tasks must not find it any more.
            accessor.HttpContext = null;
        }
    }

    private static async Task<bool> FailAsync(ApiBranchSettings settings, HttpContext context, Exception exception)
    {
        var fault = $"{Name(context)} threw {FaultText.Of(exception)}";
        settings.Logger.RouteFault(settings.Plugin, fault, FaultText.WithStack(exception));
        settings.OnFault(fault);
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return false;
        }

        await Problem.ReplaceAsync(
            context, StatusCodes.Status500InternalServerError, "The plugin failed to answer; the broker's log says why.", settings.Plugin);
        return true;
    }

    /// <summary>An error without a body (no such route, wrong method, body too long) gets one.</summary>
    private static Task FillAsync(HttpContext context)
    {
        var response = context.Response;
        return response.HasStarted || response.StatusCode < 400 || response.ContentLength is not null || response.ContentType is not null
            ? Task.CompletedTask
            : Problem.WriteAsync(context, response.StatusCode, null);
    }

    private static bool ThrewInGrpc(HttpContext context)
        => GrpcStatus.IsGrpc(context.Request)
            && (IsUnknown(context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers) || IsUnknown(context.Response.Headers));

    private static bool IsUnknown(IHeaderDictionary? headers) => headers is not null && headers.TryGetValue("grpc-status", out var status) && status == GrpcUnknown;

    private static string Name(HttpContext context) => $"{context.Request.Method} {context.Request.Path}";
}
