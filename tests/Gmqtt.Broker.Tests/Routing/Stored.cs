using System.Text;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Sessions;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Tests.Routing;

/// <summary>Stored messages for tests of what keeps them.</summary>
internal static class Stored
{
    internal static StoredMessage Message(string topic, string payload = "x", QoS qos = QoS.AtMostOnce, uint? expiry = null, long arrivedAt = 0)
    {
        var message = new StoredMessage(null);
        message.Set(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(payload), [], qos, true, expiry, arrivedAt, "");
        return message;
    }

    internal static OutboundMessage Outbound(string payload, QoS qos = QoS.AtLeastOnce, long expiresAt = long.MaxValue)
        => new(Message("t", payload, qos), qos, false, [], null, expiresAt);

    internal static string Payload(this OutboundMessage message) => Encoding.UTF8.GetString(message.Message.Payload.Span);
}
