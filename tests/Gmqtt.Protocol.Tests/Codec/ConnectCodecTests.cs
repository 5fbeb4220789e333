using Gmqtt.Fuzz;
using Gmqtt.Fuzz.Vectors;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests.Codec;

public class ConnectCodecTests
{
    [Fact]
    public void A_minimal_CONNECT_of_3_1_is_read()
    {
        ConnectPacket packet = Read(ConnectVectors.V31Minimal);

        Assert.Equal((ProtocolVersion.V31, "c1", true, (ushort)60), (packet.Version, packet.ClientId, packet.CleanStart, packet.KeepAlive));
        Assert.Null(packet.Will);
        Assert.Null(packet.UserName);
        Assert.Null(packet.Password);
    }

    [Fact]
    public void A_full_CONNECT_of_3_1_1_is_read_field_by_field()
    {
        ConnectPacket packet = Read(ConnectVectors.V311Full);

        Assert.Equal((ProtocolVersion.V311, "dev", false, ushort.MaxValue), (packet.Version, packet.ClientId, packet.CleanStart, packet.KeepAlive));
        Assert.Equal(("w/t", QoS.AtLeastOnce, true), (packet.Will!.Topic, packet.Will.QoS, packet.Will.Retain));
        Assert.Equal("00FF", Convert.ToHexString(packet.Will.Payload.Span));
        Assert.Equal("u", packet.UserName);
        Assert.Equal("DEADBEEF", Convert.ToHexString(packet.Password!.Value.Span));
        Assert.Null(packet.SessionExpiryInterval);
        Assert.Empty(packet.UserProperties);
    }

    [Fact]
    public void A_full_CONNECT_of_5_is_read_field_by_field()
    {
        ConnectPacket packet = Read(ConnectVectors.V5Full);

        Assert.Equal((3_600u, (ushort)20, 1_048_576u), (packet.SessionExpiryInterval, packet.ReceiveMaximum, packet.MaximumPacketSize));
        Assert.Equal(((ushort)10, true, false), (packet.TopicAliasMaximum, packet.RequestResponseInformation, packet.RequestProblemInformation));
        Assert.Equal("PLAIN", packet.AuthenticationMethod);
        Assert.Equal("0001", Convert.ToHexString(packet.AuthenticationData!.Value.Span));
        Assert.Equal<UserProperty>([new("a", "1"), new("a", "\u20AC")], packet.UserProperties);
        ConnectWill will = packet.Will!;
        Assert.Equal(("w/t", QoS.ExactlyOnce, true), (will.Topic, will.QoS, will.Retain));
        Assert.Equal((5u, 60u, PayloadFormat.Utf8), (will.DelayInterval, will.MessageExpiryInterval, will.PayloadFormat));
        Assert.Equal(("t", "r/1"), (will.ContentType, will.ResponseTopic));
        Assert.Equal("00FF", Convert.ToHexString(will.CorrelationData!.Value.Span));
        Assert.Equal<UserProperty>([new("k", "v"), new("", "")], will.UserProperties);
        Assert.Equal("hi"u8.ToArray(), will.Payload.ToArray());
        Assert.Equal(("u", "70"), (packet.UserName, Convert.ToHexString(packet.Password!.Value.Span)));
    }

    [Fact]
    public void Properties_that_were_not_sent_are_null()
    {
        ConnectPacket packet = Read(ConnectVectors.V5PasswordOnly);

        Assert.Null(packet.SessionExpiryInterval);
        Assert.Null(packet.ReceiveMaximum);
        Assert.Null(packet.AuthenticationMethod);
        Assert.Null(packet.AuthenticationData);
        Assert.Null(packet.UserName);
        Assert.Equal(1, packet.Password!.Value.Length);
    }

    // Protocol name and level: the version that is reported decides the form of the refusal.
    [Theory]
    [InlineData("0004 4D515454 06", ReasonCode.UnsupportedProtocolVersion, ProtocolVersion.V311)] // MQTT 6
    [InlineData("0004 4D515454 00", ReasonCode.UnsupportedProtocolVersion, ProtocolVersion.V311)] // MQTT 0
    [InlineData("0004 4D515454 03", ReasonCode.UnsupportedProtocolVersion, ProtocolVersion.V311)] // MQTT 3
    [InlineData("0004 4D515454 84", ReasonCode.UnsupportedProtocolVersion, ProtocolVersion.V311)] // a bridge of some brokers
    [InlineData("0006 4D5149736470 04", ReasonCode.UnsupportedProtocolVersion, ProtocolVersion.V311)] // MQIsdp 4
    [InlineData("0004 4D515455 04", ReasonCode.UnsupportedProtocolVersion, null)]                 // MQTU
    [InlineData("0004 6D717474 04", ReasonCode.UnsupportedProtocolVersion, null)]                 // mqtt
    [InlineData("0003 4D5154 04", ReasonCode.UnsupportedProtocolVersion, null)]                   // MQT
    [InlineData("0005 4D51545400 04", ReasonCode.UnsupportedProtocolVersion, null)]               // MQTT and U+0000
    [InlineData("0000 04", ReasonCode.UnsupportedProtocolVersion, null)]
    [InlineData("", ReasonCode.MalformedPacket, null)]
    [InlineData("0004 4D5154", ReasonCode.MalformedPacket, null)]
    [InlineData("0004 4D515454", ReasonCode.MalformedPacket, null)]
    [InlineData("0004 4D515454 05", ReasonCode.MalformedPacket, ProtocolVersion.V5)]
    [InlineData("0004 4D515454 04 02", ReasonCode.MalformedPacket, ProtocolVersion.V311)]
    [InlineData("0006 4D5149736470 03 02 00", ReasonCode.MalformedPacket, ProtocolVersion.V31)]
    public void The_version_is_reported_when_it_is_readable(string hex, ReasonCode code, ProtocolVersion? version)
    {
        byte[] body = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        PacketError error = ConnectCodec.TryRead(body, TopicLimits.Default, out ProtocolVersion? read, out ConnectPacket? packet);

        Assert.Equal((code, version), (error.Code, read));
        Assert.Null(packet);
    }

    // Connect Flags: user name 80, password 40, Will Retain 20, Will QoS 18, Will 04, Clean Start 02, reserved 01.
    [Theory]
    [InlineData(4, 0x03, ReasonCode.MalformedPacket)] // reserved [MQTT-3.1.2-3]
    [InlineData(5, 0x03, ReasonCode.MalformedPacket)]
    [InlineData(5, 0x1E, ReasonCode.MalformedPacket)] // Will QoS 3 [MQTT-3.1.2-12]
    [InlineData(4, 0x1E, ReasonCode.MalformedPacket)]
    [InlineData(5, 0x0A, ReasonCode.MalformedPacket)] // Will QoS without a Will [MQTT-3.1.2-11]
    [InlineData(5, 0x12, ReasonCode.MalformedPacket)]
    [InlineData(4, 0x0A, ReasonCode.MalformedPacket)]
    [InlineData(5, 0x22, ReasonCode.MalformedPacket)] // Will Retain without a Will [MQTT-3.1.2-13]
    [InlineData(4, 0x22, ReasonCode.MalformedPacket)]
    [InlineData(5, 0x02, ReasonCode.Success)]
    [InlineData(5, 0x36, ReasonCode.Success)]         // Will QoS 2, Will Retain
    [InlineData(4, 0x0E, ReasonCode.Success)]         // Will QoS 1
    [InlineData(5, 0x00, ReasonCode.Success)]         // Clean Start 0 with an empty Client Identifier is for the broker to judge
    [InlineData(4, 0x00, ReasonCode.Success)]
    public void Connect_Flags_are_judged(byte level, byte flags, ReasonCode expected)
    {
        byte[] properties = level == 5 ? [0] : [];
        byte[] will = (flags & 0x04) != 0 ? [.. properties, 0, 1, (byte)'w', 0, 0] : [];
        byte[] body = [0, 4, .. "MQTT"u8, level, flags, 0, 0, .. properties, 0, 0, .. will];

        Assert.Equal(expected, Code(body));
    }

    [Theory]
    [InlineData(0x06)] // Will [MQTT-3.1.2-9]
    [InlineData(0x82)] // user name [MQTT-3.1.2-17]
    [InlineData(0x42)] // password [MQTT-3.1.2-19]
    public void A_field_whose_flag_is_1_must_be_there(byte flags)
    {
        Assert.Equal(ReasonCode.MalformedPacket, Code([0, 4, .. "MQTT"u8, 5, flags, 0, 0, 0, 0, 0]));
    }

    [Fact]
    public void Before_5_a_password_needs_a_user_name()
    {
        byte[] with31 = [0, 6, .. "MQIsdp"u8, 3, 0x42, 0, 0, 0, 1, (byte)'c', 0, 1, (byte)'p'];
        byte[] with311 = [0, 4, .. "MQTT"u8, 4, 0x42, 0, 0, 0, 1, (byte)'c', 0, 1, (byte)'p'];
        byte[] with5 = [0, 4, .. "MQTT"u8, 5, 0x42, 0, 0, 0, 0, 1, (byte)'c', 0, 1, (byte)'p'];

        Assert.Equal(ReasonCode.MalformedPacket, Code(with31));
        Assert.Equal(ReasonCode.MalformedPacket, Code(with311)); // 3.1.1: [MQTT-3.1.2-22]
        Assert.Equal(ReasonCode.Success, Code(with5));           // [MQTT-3.1.2-19]
    }

    [Theory]
    [InlineData("0001FF", ReasonCode.MalformedPacket)]     // not UTF-8 [MQTT-3.1.3-4]
    [InlineData("000100", ReasonCode.MalformedPacket)]     // U+0000
    [InlineData("", ReasonCode.MalformedPacket)]           // no Client Identifier [MQTT-3.1.3-3]
    [InlineData("0000 00", ReasonCode.MalformedPacket)]    // a field whose flag is 0 [MQTT-3.1.2-16]
    [InlineData("0003EFBBBF", ReasonCode.Success)]         // U+FEFF
    [InlineData("000101", ReasonCode.Success)]             // a control character is a policy of the broker
    public void The_payload_is_judged(string hex, ReasonCode expected)
    {
        byte[] payload = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal(expected, Code([0, 4, .. "MQTT"u8, 4, 0x02, 0, 0, .. payload]));
    }

    [Theory]
    [InlineData("0001 2B", ReasonCode.TopicNameInvalid)]
    [InlineData("0003 612F23", ReasonCode.TopicNameInvalid)]
    [InlineData("0001 00", ReasonCode.MalformedPacket)]
    [InlineData("0003 EDA080", ReasonCode.MalformedPacket)]
    [InlineData("0000", ReasonCode.ProtocolError)]
    [InlineData("0001 77", ReasonCode.Success)]
    public void The_Will_Topic_is_judged(string hex, ReasonCode expected)
    {
        byte[] topic = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal(expected, Code([0, 4, .. "MQTT"u8, 4, 0x06, 0, 0, 0, 0, .. topic, 0, 0]));
    }

    [Fact]
    public void A_Will_Topic_of_65_536_levels_is_refused()
    {
        Assert.Equal(
            ReasonCode.TopicNameInvalid,
            Code([0, 4, .. "MQTT"u8, 4, 0x06, 0, 0, 0, 0, 0xFF, 0xFF, .. Enumerable.Repeat((byte)'/', 65_535), 0, 0]));
    }

    private static ReasonCode Code(byte[] body)
    {
        return ConnectCodec.TryRead(body, TopicLimits.Default, out _, out _).Code;
    }

    private static ConnectPacket Read(byte[] frame)
    {
        var sample = new Sample("CONNECT", ProtocolVersion.V5, Sender.Client, frame);
        PacketError error = ConnectCodec.TryRead(sample.Body, TopicLimits.Default, out ProtocolVersion? version, out ConnectPacket packet);
        Assert.Equal(PacketError.None, error);
        Assert.Equal(packet.Version, version);
        return packet;
    }
}
