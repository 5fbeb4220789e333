using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Gmqtt.Listeners.Transports;

/// <summary>A stream (TLS, WebSocket) as a writer: one write, one TLS record or WebSocket frame.</summary>
/// <param name="stream">Where to.</param>
/// <param name="end">Says goodbye in the stream's own way: close_notify, a Close frame.</param>
/// <param name="abort">Ends the connection.</param>
internal sealed class StreamOutput(Stream stream, Func<Task> end, Action abort) : BufferedPipeWriter
{
    private bool _broken;
    private bool _completed;

    /// <summary>A write cut short has sent part of a packet, after which the stream is of no use: the connection ends.</summary>
    public override void CancelPendingFlush() => abort();

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (_completed)
        {
            return;
        }

        await FlushAsync();
        _completed = true;
        try
        {
            await end();
        }
        catch (Exception)
        {
            // The peer is gone; there was nothing to say but goodbye.
        }

        Release();
    }

    protected override ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> source)
    {
        if (source.IsEmpty || _broken || _completed)
        {
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: _broken || _completed));
        }

        return WriteGuardedAsync(source);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> WriteGuardedAsync(ReadOnlyMemory<byte> source)
    {
        try
        {
            await stream.WriteAsync(source);
        }
        catch (Exception)
        {
            // Reset, closed, aborted: all the same to who writes.
            _broken = true;
        }

        return new FlushResult(isCanceled: false, isCompleted: _broken);
    }
}
