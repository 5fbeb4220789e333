using System.IO.Pipelines;

namespace Gmqtt.Broker.Tests.Outbound;

/// <summary>A network that takes everything at once and remembers how large each send was.</summary>
internal sealed class CountingWriter : NetworkWriter
{
    internal List<int> Sends { get; } = [];

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Sends.Add(source.Length);
        return default;
    }
}
