using System.Text;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Properties;

namespace Gmqtt.Broker.Routing;

/// <summary>Between the engine's bytes and the <see cref="Message"/> that plugins see.</summary>
internal static class MessageShape
{
    internal static Message ToMessage(StoredMessage stored, QoS qos, bool retain, long now)
        => ToMessage(stored.TopicName, stored.Payload.Span, stored.Properties.Span, qos, retain, stored.RemainingExpiry(now));

    internal static Message ToMessage(string topicName, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, QoS qos, bool retain, uint? expiry)
    {
        _ = MessageProperties.TryRead(properties, out var values);
        return new Message
        {
            TopicName = topicName,
            Payload = payload.ToArray(),
            QoS = qos,
            Retain = retain,
            MessageExpiry = expiry is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            PayloadFormat = values.PayloadFormat,
            ContentType = values.ContentType,
            ResponseTopic = values.ResponseTopic,
            CorrelationData = values.CorrelationData,
            UserProperties = values.UserProperties ?? [],
        };
    }

    /// <summary>What a message takes in memory: its texts have two bytes a character, and each User Property is three objects.</summary>
    internal static long SizeOf(Message message)
    {
        const int PropertyBytes = 120;
        long size = message.Payload.Length + (message.CorrelationData?.Length ?? 0);
        size += 2L * (message.TopicName.Length + (message.ContentType?.Length ?? 0) + (message.ResponseTopic?.Length ?? 0));
        foreach (var property in message.UserProperties) size += PropertyBytes + (2L * (property.Name.Length + property.Value.Length));
        return size;
    }

    /// <summary>A message of a plugin, of a will or of the broker itself as the engine keeps it; not pooled.</summary>
    internal static StoredMessage ToStored(Message message, long now, string publisherId)
    {
        var values = new MessageProperties(
            message.PayloadFormat, message.ContentType, message.ResponseTopic, message.CorrelationData, message.UserProperties);
        var properties = new byte[values.GetSize()];
        values.Write(properties);
        uint? expiry = message.MessageExpiry is { } life ? (uint)Math.Clamp(Math.Ceiling(life.TotalSeconds), 0, uint.MaxValue) : null;
        var stored = new StoredMessage(null);
        stored.Set(
            Encoding.UTF8.GetBytes(message.TopicName), message.Payload.Span, properties, message.QoS, message.Retain, expiry, now, publisherId);
        return stored;
    }
}
