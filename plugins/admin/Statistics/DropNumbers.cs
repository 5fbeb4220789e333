using System.Text.Json.Serialization;
using Gmqtt.Hooks;

namespace Gmqtt.Admin.Statistics;

/// <summary>Dropped messages by reason.</summary>
internal sealed record DropNumbers(
    long QueueFull,
    long Expired,
    long InflightExpired,
    long ExceedsMaximumPacketSize,
    [property: JsonPropertyName("offline_qos0")] long OfflineQoS0,
    long SessionEnded,
    long NotAllowed,
    long Internal,
    long MemoryFull)
{
    internal static DropNumbers Of(IReadOnlyDictionary<DropReason, long> dropped)
    {
        return new(
            Count(DropReason.QueueFull),
            Count(DropReason.Expired),
            Count(DropReason.InflightExpired),
            Count(DropReason.ExceedsMaximumPacketSize),
            Count(DropReason.OfflineQoS0),
            Count(DropReason.SessionEnded),
            Count(DropReason.NotAllowed),
            Count(DropReason.Internal),
            Count(DropReason.MemoryFull));

        long Count(DropReason reason) => dropped.GetValueOrDefault(reason);
    }
}
