namespace Gmqtt.Broker.Stores;

/// <summary>
/// The tables of a store: sorted by key, or sets of keys where an engine has no order. Numbers in keys are eight bytes, the highest first, so that the order of the bytes is the
/// order of the numbers. A table's value is part of every checksum: it never changes its meaning.
/// </summary>
public enum StoreTable : byte
{
    /// <summary>The store's own: format, how often it was opened, the last commit.</summary>
    Meta,

    /// <summary>Key: session.</summary>
    Session,

    /// <summary>Key: session, full Topic Filter.</summary>
    Subscription,

    /// <summary>Key: session.</summary>
    Will,

    /// <summary>Key: session, position.</summary>
    Queue,

    /// <summary>Key: session, position. What was marked after it had been queued.</summary>
    Flight,

    /// <summary>Key: session, Packet Identifier in two bytes.</summary>
    Received,

    /// <summary>Key: message. Messages that several queues hold.</summary>
    Message,

    /// <summary>Key: message. How many places in queues hold it.</summary>
    Holders,

    /// <summary>Key: Topic Name.</summary>
    Retained,
}
