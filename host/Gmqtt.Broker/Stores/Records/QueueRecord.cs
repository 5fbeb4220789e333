using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Stores.Records;

/// <summary>A message's place in a session's queue, and how that session gets it.</summary>
public readonly record struct QueueRecord
{
    /// <summary>The session's number.</summary>
    public required ulong Session { get; init; }

    /// <summary>Its place: higher than that of every message queued before.</summary>
    public required ulong Position { get; init; }

    /// <summary>The message's number. When read, 0 for a message that this queue alone holds.</summary>
    public required ulong MessageId { get; init; }

    /// <summary>The lower of published and granted.</summary>
    public QoS QoS { get; init; }

    /// <summary>The RETAIN flag to send.</summary>
    public bool Retain { get; init; }

    /// <summary>The Packet Identifier it was sent with, or 0 while it waits.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Orders what is in flight.</summary>
    public uint Turn { get; init; }

    /// <summary>PUBREC has come: what is owed is PUBREL.</summary>
    public bool IsReleased { get; init; }

    /// <summary>Whether it was marked as sent or released after it had been queued; to be passed on when it completes.</summary>
    public bool IsMarked { get; init; }

    /// <summary>When it is no longer delivered, in Unix milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>Subscription Identifiers to send.</summary>
    public ReadOnlyMemory<uint> SubscriptionIds { get; init; }

    /// <summary>The shared filter it was picked by, with <c>$share/name/</c>, or null.</summary>
    public string? SharedFilter { get; init; }
}
