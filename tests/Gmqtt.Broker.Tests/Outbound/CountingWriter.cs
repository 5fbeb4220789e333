using System.IO.Pipelines;

namespace Gmqtt.Broker.Tests.Outbound;

/// <summary>A network that takes everything at once and remembers how large each send was.</summary>
internal sealed class CountingWriter : PipeWriter
{
    internal List<int> Sends { get; } = [];

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Sends.Add(source.Length);
        return default;
    }

    public override void Advance(int bytes) => throw new NotSupportedException();

    public override void CancelPendingFlush() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => throw new NotSupportedException();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

    public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
}
