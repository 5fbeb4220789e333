namespace Gmqtt.Services;

/// <summary>
/// What became of every copy of a message that a session was handed, since the start: delivered, abandoned, dropped for a reason, or still queued or in flight. What is left over is
/// a fault of the broker.
/// </summary>
/// <param name="Routed">Copies that sessions were handed: one for each receiver of a message, retained messages for new subscriptions, and what was brought back from a store.</param>
/// <param name="Delivered">QoS 0 messages sent, and QoS 1 and 2 messages acknowledged.</param>
/// <param name="Abandoned">Messages in flight whose session ended, or that a resumed session could not be sent again.</param>
/// <param name="Unaccounted">Routed less all that became of them: 0, as soon as nothing is under way.</param>
public sealed record DeliveryBalance(long Routed, long Delivered, long Abandoned, long Unaccounted);
