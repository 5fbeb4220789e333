using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>
/// Decides whether a message may leave for one client: the last look, right before it is encoded, whether it comes straight from its publisher, from the queue, again after
/// a reconnect, or from the retained messages. So a permission that is taken away holds from the next message on, also for subscriptions made before.
/// Synchronous, on the thread that sends, once per message and receiver while the receiver is connected: an answer is a look into memory. It must not block, and must not publish;
/// a hook that has blocked the thread once is not asked again and counts as a no. An exception is a no.
/// </summary>
/// <param name="client">The receiver.</param>
/// <param name="delivery">What it would get; valid during the call.</param>
/// <returns>False: this client does not get it (<see cref="DropReason.NotAllowed"/>); of a shared group another member is tried.</returns>
public delegate bool OnDeliver(IClient client, Delivery delivery);

/// <summary>A message that is about to leave for a client: views over the broker's bytes.</summary>
public readonly ref struct Delivery
{
    /// <summary>The Topic Name.</summary>
    public string TopicName { get; init; }

    /// <summary>The application's bytes.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The QoS for this client.</summary>
    public QoS QoS { get; init; }

    /// <summary>The RETAIN flag for this client.</summary>
    public bool Retain { get; init; }

    /// <summary>Who published it; empty for the broker and its plugins.</summary>
    public string PublisherId { get; init; }
}
