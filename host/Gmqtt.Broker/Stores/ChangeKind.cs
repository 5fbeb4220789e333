namespace Gmqtt.Broker.Stores;

/// <summary>What can change in what a broker keeps. The set is closed: a store handles each.</summary>
public enum ChangeKind : byte
{
    /// <summary>A session began, resumed, was left by its connection, or was given other options.</summary>
    SessionSaved = 1,

    /// <summary>A session has ended; the last of its changes.</summary>
    SessionRemoved,

    /// <summary>A subscription was made or replaced.</summary>
    Subscribed,

    /// <summary>A subscription went.</summary>
    Unsubscribed,

    /// <summary>A message that queues refer to, in the same unit.</summary>
    MessageAdded,

    /// <summary>A message joined a queue, sent already or not.</summary>
    Queued,

    /// <summary>A queued message was given a Packet Identifier and sent.</summary>
    Sent,

    /// <summary>PUBREC came: a PUBREL is owed, and the message is never sent again.</summary>
    Released,

    /// <summary>A message left its queue: acknowledged, expired or dropped.</summary>
    Completed,

    /// <summary>A QoS 2 message was received.</summary>
    ReceivedAdded,

    /// <summary>Its PUBREL came.</summary>
    ReceivedRemoved,

    /// <summary>A retained message was set.</summary>
    RetainedSet,

    /// <summary>A retained message went.</summary>
    RetainedCleared,

    /// <summary>A session has a will, or its will has a time.</summary>
    WillScheduled,

    /// <summary>A will was published or is not to be.</summary>
    WillCancelled,
}
