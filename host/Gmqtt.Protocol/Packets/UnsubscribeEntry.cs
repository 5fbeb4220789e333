using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Packets;

/// <summary>One Topic Filter of an UNSUBSCRIBE (MQTT 5.0, 3.10.3).</summary>
/// <param name="Text">The filter as received: valid UTF-8, but perhaps not a valid filter.</param>
/// <param name="Filter">The parsed filter; null when it is invalid and its answer is 0x8F.</param>
public readonly record struct UnsubscribeEntry(string Text, TopicFilter? Filter);
