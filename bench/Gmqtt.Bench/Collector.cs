using System.IO.Pipelines;

namespace Gmqtt.Bench;

/// <summary>A network that takes everything at once; what was sent waits here to be looked at.</summary>
internal sealed class Collector : PipeWriter
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_length + source.Length > _bytes.Length) Array.Resize(ref _bytes, (_length + source.Length) * 2);
        source.Span.CopyTo(_bytes.AsSpan(_length));
        _length += source.Length;
        return default;
    }

    /// <summary>What has come since it was last asked for; valid until more comes.</summary>
    internal ReadOnlySpan<byte> Take()
    {
        var taken = _bytes.AsSpan(0, _length);
        _length = 0;
        return taken;
    }

    public override void Advance(int bytes) => throw new NotSupportedException();

    public override void CancelPendingFlush() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null)
    {
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

    public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
}
