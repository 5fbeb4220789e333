using System.IO.Pipelines;

namespace Gmqtt.Broker.Tests.Outbound;

/// <summary>A network of which only <see cref="PipeWriter.WriteAsync"/> is used, as the engine does.</summary>
internal abstract class NetworkWriter : PipeWriter
{
    public override void Advance(int bytes) => throw new NotSupportedException();

    public override void CancelPendingFlush() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null) => throw new NotSupportedException();

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

    public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
}
