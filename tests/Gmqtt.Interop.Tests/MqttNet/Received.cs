using System.Buffers;
using System.Text;
using MQTTnet;

namespace Gmqtt.Interop.Tests.MqttNet;

/// <summary>A message as MQTTnet hands it over, its payload copied.</summary>
internal sealed record Received(string Topic, byte[] Payload, int QoS, bool Retain, bool Dup, MqttApplicationMessage Message)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public IEnumerable<uint> SubscriptionIds => Message.SubscriptionIdentifiers ?? [];

    public static Received From(MqttApplicationMessage message) =>
        new(message.Topic, message.Payload.ToArray(), (int)message.QualityOfServiceLevel, message.Retain, message.Dup, message);
}
