using Gmqtt.Mqtt;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Properties;

/// <summary>
/// The properties of an application message that a server passes on unaltered (MQTT 5.0, 3.3.2.3), as values. On the way through the
/// broker they stay bytes; this is for those who make or change a message.
/// </summary>
/// <param name="PayloadFormat">Payload Format Indicator, or null.</param>
/// <param name="ContentType">Content Type, or null.</param>
/// <param name="ResponseTopic">Response Topic, or null.</param>
/// <param name="CorrelationData">Correlation Data, or null.</param>
/// <param name="UserProperties">User Properties in order; null counts as none.</param>
public readonly record struct MessageProperties(
    PayloadFormat? PayloadFormat,
    string? ContentType,
    string? ResponseTopic,
    ReadOnlyMemory<byte>? CorrelationData,
    IReadOnlyList<UserProperty>? UserProperties)
{
    /// <summary>Reads a block of forwarded properties, as <c>PublishView.CopyForwardedProperties</c> gives it.</summary>
    /// <param name="block">Properties without a Property Length.</param>
    /// <param name="properties">The values.</param>
    /// <returns>An error when the block is not what a PUBLISH may carry.</returns>
    public static PacketError TryRead(ReadOnlySpan<byte> block, out MessageProperties properties)
    {
        PacketError error = PropertyBlock.TryRead(block, PacketKinds.PublishFromServer, out PropertyBlock values);
        properties = error.IsError ? default : From(values);
        return error;
    }

    /// <summary>The bytes that <see cref="Write(Span{byte})"/> needs.</summary>
    /// <returns>0 when there is no property.</returns>
    public int GetSize()
    {
        var size = new MqttSizer();
        Write(ref size);
        return size.Length;
    }

    /// <summary>Writes the properties without a Property Length: what an outgoing PUBLISH takes as its forwarded properties.</summary>
    /// <param name="destination">Room for <see cref="GetSize"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> destination)
    {
        var writer = new MqttWriter(destination);
        Write(ref writer);
        return writer.Position;
    }

    internal static MessageProperties From(in PropertyBlock values)
    {
        return new MessageProperties(
            (PayloadFormat?)values.UInt32(PropertyId.PayloadFormatIndicator),
            values.Text(PropertyId.ContentType),
            values.Text(PropertyId.ResponseTopic),
            values.Data(PropertyId.CorrelationData),
            values.UserProperties());
    }

    internal void Write<TSink>(ref TSink sink)
        where TSink : struct, IWireSink, allows ref struct
    {
        sink.WriteProperty(PropertyId.PayloadFormatIndicator, (uint?)PayloadFormat);
        sink.WriteProperty(PropertyId.ContentType, ContentType);
        sink.WriteProperty(PropertyId.ResponseTopic, ResponseTopic);
        sink.WriteProperty(PropertyId.CorrelationData, CorrelationData);
        sink.WriteUserProperties(UserProperties ?? []);
    }
}
