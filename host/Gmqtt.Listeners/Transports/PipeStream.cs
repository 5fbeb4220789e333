using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Gmqtt.Listeners.Transports;

/// <summary>
/// A transport's pipes as the stream that <see cref="System.Net.Security.SslStream"/> wants. A read of no bytes waits for input and takes
/// none: SslStream waits that way before it rents a buffer.
/// </summary>
internal sealed class PipeStream(PipeReader input, PipeWriter output) : DuplexStream
{
    /// <summary>
    /// Whether what follows a wait runs on the thread pool: a TLS handshake costs milliseconds of CPU, which the other connections of an
    /// I/O thread would wait for.
    /// </summary>
    public bool LeavesIoThread { get; set; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var reading = input.ReadAsync(cancellationToken);
            var waited = !reading.IsCompleted;
            var result = await reading;
            if (waited && LeavesIoThread)
            {
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            // Counted before the bytes are given back: from then on they, and the segments that tell their length, belong to somebody else.
            var length = (int)Math.Min(buffer.Length, result.Buffer.Length);
            var isOver = !result.Buffer.IsEmpty || result.IsCompleted;
            var taken = result.Buffer.Slice(0, length);
            taken.CopyTo(buffer.Span);
            input.AdvanceTo(taken.End);
            if (isOver)
            {
                return length;
            }
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await output.WriteAsync(buffer, cancellationToken);
        if (result.IsCompleted)
        {
            throw new IOException("The peer has closed the connection.");
        }
    }
}
