using Gmqtt.Listeners;

namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[network]</c> table: what all listeners share.</summary>
internal sealed record NetworkOptions
{
    public TransportKind Transport { get; init; } = TransportKind.Auto;

    public int IoThreads { get; init; }

    public int DescriptorReserve { get; init; } = 256;
}
