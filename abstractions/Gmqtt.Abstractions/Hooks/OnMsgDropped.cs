using Gmqtt.Messages;

namespace Gmqtt.Hooks;

/// <summary>
/// A message for one client was dropped. Observes, synchronously; a fault is counted and ignored. Never called while the broker holds a lock.
/// </summary>
/// <param name="clientId">Who will not get it.</param>
/// <param name="message">The message.</param>
/// <param name="reason">Why.</param>
public delegate void OnMsgDropped(string clientId, Message message, DropReason reason);

/// <summary>Why a message was dropped for a client.</summary>
public enum DropReason
{
    /// <summary>The queue was full, in messages or in bytes.</summary>
    QueueFull,

    /// <summary>Its Message Expiry Interval passed while it waited.</summary>
    Expired,

    /// <summary>It was in flight longer than <c>inflight_expiry</c> and the queue was full.</summary>
    InflightExpired,

    /// <summary>It is larger than the client's Maximum Packet Size.</summary>
    ExceedsMaximumPacketSize,

    /// <summary>It was QoS 0, the client was offline and <c>queue_qos0_messages</c> is false.</summary>
    OfflineQoS0,

    /// <summary>The session ended while it waited.</summary>
    SessionEnded,

    /// <summary>A hook said that this client must not have it.</summary>
    NotAllowed,

    /// <summary>The broker failed to store or deliver it.</summary>
    Internal,

    /// <summary>Clients together make the broker hold as much as <c>max_memory</c> allows.</summary>
    MemoryFull,
}
