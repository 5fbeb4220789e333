using System.Text;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Topics;

/// <summary>Rules for Topic Names (MQTT 5.0, 4.7): what a message is published under, without wildcards.</summary>
public static class TopicName
{
    /// <summary>Checks the bytes of a Topic Name.</summary>
    /// <param name="topic">UTF-8, without the length prefix.</param>
    /// <param name="limits">How large it may be.</param>
    /// <returns>0x82 when empty, 0x81 when not UTF-8, 0x90 when it has a wildcard or is beyond the limits.</returns>
    public static PacketError Validate(ReadOnlySpan<byte> topic, in TopicLimits limits)
    {
        if (topic.IsEmpty)
        {
            return PacketError.Protocol("the Topic Name is empty"); // [MQTT-4.7.3-1]
        }

        if (!Utf8Rules.IsValid(topic))
        {
            return PacketError.Malformed("the Topic Name is not valid UTF-8"); // [MQTT-3.3.2-1], [MQTT-4.7.3-2]
        }

        if (topic.ContainsAny((byte)'+', (byte)'#'))
        {
            return Invalid("the Topic Name has a wildcard character"); // [MQTT-3.3.2-2], [MQTT-4.7.0-1]
        }

        if (topic.Length > limits.MaximumBytes)
        {
            return Invalid("the Topic Name is longer than this server accepts");
        }

        if (topic.Count((byte)'/') >= limits.MaximumLevels)
        {
            return Invalid("the Topic Name has more levels than this server accepts");
        }

        return PacketError.None;
    }

    /// <summary>Checks a Topic Name that is .NET text: from a plugin, the configuration or a decoded packet.</summary>
    /// <param name="topic">The name.</param>
    /// <param name="limits">How large it may be.</param>
    /// <returns>As for bytes.</returns>
    public static PacketError Validate(string topic, in TopicLimits limits)
    {
        // A lone surrogate has no UTF-8 form; encoding would replace it silently.
        return Utf8Rules.IsEncodable(topic)
            ? Validate(Encoding.UTF8.GetBytes(topic), limits)
            : PacketError.Malformed("the Topic Name is not valid UTF-8");
    }

    private static PacketError Invalid(string reason)
    {
        return new PacketError(ReasonCode.TopicNameInvalid, reason);
    }
}
