using Gmqtt.Messages;

namespace Gmqtt.Clients;

/// <summary>A message that a session has not got rid of yet.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="Message">A copy of it; null where the session needs only its identifier any more: after PUBREC, and in a session that ends with its connection.</param>
/// <param name="PacketId">Its Packet Identifier; null while it waits.</param>
/// <param name="Since">When it was published, or sent for the first time (UTC, to a tenth of a second).</param>
public sealed record QueuedMessage(QueuedMessageState State, Message? Message, ushort? PacketId, DateTimeOffset Since);

/// <summary>How far a message for a session has come.</summary>
public enum QueuedMessageState
{
    /// <summary>It waits in the queue.</summary>
    Queued,

    /// <summary>It was sent and waits for PUBACK or PUBREC.</summary>
    Sent,

    /// <summary>PUBREL was sent; it waits for PUBCOMP.</summary>
    Released,
}
