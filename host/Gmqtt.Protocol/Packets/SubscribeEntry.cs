using Gmqtt.Mqtt;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Packets;

/// <summary>One Topic Filter of a SUBSCRIBE with its Subscription Options (MQTT 5.0, 3.8.3).</summary>
/// <param name="Text">The filter as received: valid UTF-8, but perhaps not a valid filter.</param>
/// <param name="Filter">The parsed filter; null when it is invalid and its answer is 0x8F (0x80 in MQTT 3.x).</param>
/// <param name="QoS">Maximum QoS of deliveries.</param>
/// <param name="NoLocal">Do not deliver to the connection that published.</param>
/// <param name="RetainAsPublished">Keep the RETAIN flag of the publisher.</param>
/// <param name="RetainHandling">When retained messages are sent.</param>
public readonly record struct SubscribeEntry(
    string Text,
    TopicFilter? Filter,
    QoS QoS,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.SendAtSubscribe);
