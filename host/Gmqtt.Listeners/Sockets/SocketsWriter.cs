using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Gmqtt.Listeners.Sockets;

/// <summary>
/// Kestrel's pipe is complete when the last byte is in it; here, when the last byte is with the kernel: the connection may be disposed of
/// after that.
/// </summary>
internal sealed class SocketsWriter(PipeWriter inner, ConnectionContext connection) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(source, cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await inner.CompleteAsync(exception);

        // Kestrel sends what is left and then shuts the socket down, both ways.
        await using (connection.ConnectionClosed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), closed))
        {
            await closed.Task;
        }
    }
}
