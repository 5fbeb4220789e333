using System.IO.Pipelines;

namespace Gmqtt.Listeners.Transports;

/// <summary>
/// A writer whose <see cref="WriteAsync"/> goes straight to the wire. GetMemory, Advance and FlushAsync work too, over a pooled buffer that
/// exists only between the two: Kestrel writes its upgrade response that way.
/// </summary>
internal abstract class BufferedPipeWriter : PipeWriter
{
    private const int MinimumBuffer = 1024;

    private byte[]? _buffer;
    private int _length;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    public override Memory<byte> GetMemory(int sizeHint = 0) => Room(sizeHint).AsMemory(_length);

    public override Span<byte> GetSpan(int sizeHint = 0) => Room(sizeHint).AsSpan(_length);

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_buffer?.Length ?? 0) - _length);
        _length += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_length == 0)
        {
            return SendAsync(ReadOnlyMemory<byte>.Empty);
        }

        var sending = SendAsync(_buffer.AsMemory(0, _length));
        if (!sending.IsCompletedSuccessfully)
        {
            return ReleaseAfterAsync(sending);
        }

        var result = sending.Result;
        Release();
        return new ValueTask<FlushResult>(result);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_length == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SendAsync(source);
        }

        source.Span.CopyTo(GetSpan(source.Length));
        Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    public override void Complete(Exception? exception = null) => _ = CompleteAsync(exception).AsTask();

    /// <summary>Sends all of it; IsCompleted where the peer can no longer be reached. Never faults for what the network does.</summary>
    protected abstract ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> source);

    protected void Release()
    {
        _length = 0;
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ByteBuffers.Return(buffer);
        }
    }

    private async ValueTask<FlushResult> ReleaseAfterAsync(ValueTask<FlushResult> sending)
    {
        var result = await sending;
        Release();
        return result;
    }

    private byte[] Room(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (_buffer is not { } buffer)
        {
            return _buffer = ByteBuffers.Rent(Math.Max(needed, MinimumBuffer));
        }

        if (needed <= buffer.Length)
        {
            return buffer;
        }

        var larger = ByteBuffers.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, _length).CopyTo(larger);
        _buffer = larger;
        ByteBuffers.Return(buffer);
        return larger;
    }
}
