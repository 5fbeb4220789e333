namespace Gmqtt.Broker.Stores;

/// <summary>One change of a <see cref="ChangeBatch"/>: views over the batch's bytes.</summary>
public readonly ref struct Change
{
    /// <summary>What happened.</summary>
    public ChangeKind Kind { get; init; }

    /// <summary>The session's number, or 0 where there is none.</summary>
    public ulong Session { get; init; }

    /// <summary>The position in the queue; the Packet Identifier of a received message.</summary>
    public ulong Position { get; init; }

    /// <summary>The message's number, or 0.</summary>
    public ulong MessageId { get; init; }

    /// <summary>Whether a completed message was marked as sent or released after it had been queued.</summary>
    public bool IsMarked { get; init; }

    /// <summary>The full Topic Filter of a subscription, the Topic Name of a retained message.</summary>
    public ReadOnlySpan<byte> Name { get; init; }

    /// <summary>The value to keep, sealed; empty where something goes.</summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Where the value stands in the batch.</summary>
    internal Range ValueAt { get; init; }
}
