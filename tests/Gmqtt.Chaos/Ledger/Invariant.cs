namespace Gmqtt.Chaos.Ledger;

/// <summary>What has to hold whatever happens.</summary>
internal enum Invariant
{
    /// <summary>Every acknowledged message reaches every session that was subscribed.</summary>
    Lost,

    /// <summary>A QoS 2 message is processed once.</summary>
    DuplicateQoS2,

    /// <summary>Messages of one publisher, topic and QoS come in order.</summary>
    Order,

    /// <summary>Nothing comes that was not sent, was refused, or is damaged.</summary>
    Ghost,

    /// <summary>Session Present says what is so.</summary>
    SessionPresent,

    /// <summary>A packet identifier in flight is not given to another message.</summary>
    PacketIdReused,

    /// <summary>The last acknowledged retained message of a topic is the one that is kept.</summary>
    Retained,

    /// <summary>A will comes, after its delay, and once.</summary>
    Will,

    /// <summary>The broker is there, answers, and ends only when it is killed.</summary>
    Alive,
}
