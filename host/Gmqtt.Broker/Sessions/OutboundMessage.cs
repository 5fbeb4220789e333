using Gmqtt.Broker.Routing;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>A message for one session: what was published, and how this subscription gets it.</summary>
/// <param name="Message">The message, with a reference that this value owns.</param>
/// <param name="QoS">The lower of published and granted. [MQTT-3.8.4-8]</param>
/// <param name="Retain">The RETAIN flag to send.</param>
/// <param name="SubscriptionIds">Subscription Identifiers to send.</param>
/// <param name="Group">The shared group it was picked from, or null.</param>
/// <param name="ExpiresAt">When it is no longer delivered.</param>
/// <param name="MessageId">The message's number in the journal; 0 when it is not in it, or in this queue's record alone.</param>
/// <param name="Position">Its place in the journal's queue of this session; 0 while it is not in it.</param>
internal readonly record struct OutboundMessage(
    StoredMessage Message, QoS QoS, bool Retain, uint[] SubscriptionIds, SharedGroup? Group, long ExpiresAt, ulong MessageId = 0, ulong Position = 0)
{
    /// <summary>After PUBREC the message is not needed any more, only its place.</summary>
    internal OutboundMessage WithoutMessage() => default(OutboundMessage) with { MessageId = MessageId, Position = Position };

    /// <summary>It has left the journal.</summary>
    internal OutboundMessage WithoutPlace() => this with { MessageId = 0, Position = 0 };
}
