using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Properties;

namespace Gmqtt.Protocol.Tests.Properties;

public class MessagePropertiesTests
{
    [Fact]
    public void Forwarded_bytes_become_values()
    {
        PacketError error = MessageProperties.TryRead(PublishVectors.V5QoS2Forwarded, out MessageProperties properties);

        Assert.True(error.IsNone);
        Assert.Equal(PayloadFormat.Utf8, properties.PayloadFormat);
        Assert.Equal(("text", "r/1"), (properties.ContentType, properties.ResponseTopic));
        Assert.Equal<byte>([0x00, 0xFF], properties.CorrelationData!.Value.ToArray());
        Assert.Equal<UserProperty>([new("b", "1"), new("a", "2")], properties.UserProperties!);
    }

    [Fact]
    public void Values_become_bytes_that_read_back()
    {
        var properties = new MessageProperties(PayloadFormat.Bytes, "ct", "r", new byte[] { 1 }, [new("b", "1"), new("a", "2")]);
        var bytes = new byte[properties.GetSize()];

        Assert.Equal(bytes.Length, properties.Write(bytes));
        Assert.True(MessageProperties.TryRead(bytes, out MessageProperties read).IsNone);
        Assert.Equal(Describe.Packet(properties), Describe.Packet(read));
    }

    [Fact]
    public void No_properties_are_no_bytes()
    {
        Assert.Equal(0, default(MessageProperties).GetSize());
        Assert.True(MessageProperties.TryRead([], out MessageProperties read).IsNone);
        Assert.Null(read.ContentType);
        Assert.Null(read.CorrelationData);
    }

    [Fact]
    public void A_property_that_PUBLISH_does_not_carry_is_refused()
    {
        Assert.Equal(ReasonCode.ProtocolError, MessageProperties.TryRead([0x11, 0, 0, 0, 1], out _).Code); // Session Expiry Interval
    }
}
