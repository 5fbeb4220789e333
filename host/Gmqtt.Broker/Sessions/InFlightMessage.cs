namespace Gmqtt.Broker.Sessions;

/// <summary>What a session waits for.</summary>
internal enum InFlightState : byte
{
    /// <summary>Nothing any more: the place of a completed message in the window.</summary>
    Completed,

    /// <summary>PUBACK for a QoS 1 PUBLISH.</summary>
    AwaitingPubAck,

    /// <summary>PUBREC for a QoS 2 PUBLISH.</summary>
    AwaitingPubRec,

    /// <summary>PUBCOMP for a PUBREL.</summary>
    AwaitingPubComp,
}

/// <summary>One message that was sent and is not completed.</summary>
internal struct InFlightMessage
{
    internal ushort PacketId;
    internal InFlightState State;

    /// <summary>The turn of <see cref="PacketIdentifiers"/> that gave the identifier.</summary>
    internal uint Turn;

    /// <summary>When it was first sent, by the coarse clock.</summary>
    internal long SentAt;

    /// <summary>Whether the journal was told of its sending after it had been told of its queueing.</summary>
    internal bool IsMarked;

    /// <summary>What to send again; without a message in a session that cannot be resumed, and after PUBREC, when only the identifier is needed.</summary>
    internal OutboundMessage Outbound;
}
