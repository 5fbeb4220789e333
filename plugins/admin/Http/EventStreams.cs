using System.Net.ServerSentEvents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gmqtt.Admin.Http;

/// <summary>
/// Server-Sent Events, so many at a time that they leave requests to everybody else. A stream ends with its reader, with the plugin, or with what it tells of.
/// </summary>
internal sealed class EventStreams
{
    internal const string ContentType = "text/event-stream";
    private const int Most = 48; // of the 128 requests that a plugin may have under way
    private int _open;

    /// <summary>How long a stream may be silent before it says that it is still there.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Waits for something to tell.</summary>
    /// <returns>False when there was nothing for so long that a heartbeat is due.</returns>
    internal static async Task<bool> WaitAsync(Task changed, TimeProvider time, CancellationToken ended)
    {
        await changed.WaitAsync(Silence, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.ThrowIfCancellationRequested();
        return changed.IsCompleted;
    }

    internal IResult Open(Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> source) => new Stream(this, source);

    private sealed class Stream(EventStreams streams, Func<CancellationToken, IAsyncEnumerable<SseItem<string>>> source) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            if (Interlocked.Increment(ref streams._open) > Most)
            {
                Interlocked.Decrement(ref streams._open);
                throw RequestRefusedException.TooMany($"there are {Most} streams already: end one");
            }

            try
            {
                var life = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>();
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, life.ApplicationStopping);
                httpContext.Response.ContentType = ContentType;
                httpContext.Response.Headers.CacheControl = "no-store";
                httpContext.Response.Headers["X-Accel-Buffering"] = "no";
                await SendAsync(httpContext.Response, source(ended.Token), ended.Token);
            }
            finally
            {
                Interlocked.Decrement(ref streams._open);
            }
        }

        private static async Task SendAsync(HttpResponse response, IAsyncEnumerable<SseItem<string>> items, CancellationToken ended)
        {
            try
            {
                await SseFormatter.WriteAsync(items, response.Body, ended);
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // Its reader has gone, or the plugin goes: the stream ends as streams do.
            }
        }
    }
}
