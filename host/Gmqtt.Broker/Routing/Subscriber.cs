namespace Gmqtt.Broker.Routing;

/// <summary>Whoever messages are routed to; a session, seen from below.</summary>
internal abstract class Subscriber
{
    internal abstract string ClientId { get; }

    /// <summary>Whether a connection would take a message now.</summary>
    internal abstract bool IsConnected { get; }

    /// <summary>Messages in flight and queued; read without a lock, good enough to choose by.</summary>
    internal abstract int Backlog { get; }

    /// <summary>
    /// Whether a publisher does well to wait before handing over another message: the queue is filling, and the connection has been taking messages until now.
    /// Read without a lock.
    /// </summary>
    internal abstract bool IsCongested { get; }

    /// <summary>Hands over one message. Called on the publisher's thread, without locks.</summary>
    internal abstract DeliveryOutcome Deliver(RoutedMessage message, Route route, Batch batch);

    /// <summary>Hands over a run of messages, all or none; null when they have to come one by one. Called on the publisher's thread, without locks.</summary>
    internal abstract DeliveryOutcome? Deliver(MessageRun run, Batch batch);

    /// <summary>Completes when <see cref="IsCongested"/> has become false, or when waiting any longer would punish the publisher for a slow subscriber.</summary>
    internal abstract Task Relieved();
}

/// <summary>What a <see cref="Subscriber"/> did with a message: it has it up to and with <see cref="Dropped"/>, and does not beyond.</summary>
internal enum DeliveryOutcome
{
    /// <summary>Encoded for the connection.</summary>
    Sent,

    /// <summary>Encoded, and so much waits in its buffer that it is better sent before the batch ends.</summary>
    SentHeavy,

    /// <summary>Queued.</summary>
    Queued,

    /// <summary>Dropped and counted.</summary>
    Dropped,

    /// <summary>Not taken: it is larger than the client's Maximum Packet Size. Another member of a shared group may get it.</summary>
    TooLarge,

    /// <summary>Not taken: a hook said no. Another member of a shared group may get it.</summary>
    NotAllowed,

    /// <summary>Not taken: the session has ended.</summary>
    Gone,
}
