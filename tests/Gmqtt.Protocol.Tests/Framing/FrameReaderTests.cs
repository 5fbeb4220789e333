using Gmqtt.Mqtt;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Tests.Framing;

public class FrameReaderTests
{
    private const int OneMebibyte = 1_048_576;

    [Fact]
    public void A_frame_is_cut_where_Remaining_Length_says()
    {
        byte[] bytes =
        [
            0x30, 0x04, 0x00, 0x01, 0x74, 0x21, // PUBLISH "t" "!"
            0xC0,                               // the next packet has begun
        ];

        FrameStatus status = Read(bytes, null, out int headerLength, out int totalLength, out PacketError error);

        Assert.Equal((FrameStatus.Frame, 2, 6), (status, headerLength, totalLength));
        Assert.True(error.IsNone);
    }

    [Fact]
    public void The_size_is_known_before_the_body_arrives()
    {
        byte[] header = [0x30, 0x80, 0x80, 0x01]; // PUBLISH, Remaining Length 16 384

        FrameStatus status = Read(header, null, out int headerLength, out int totalLength, out _);

        Assert.Equal((FrameStatus.NeedMore, 4, 16_388), (status, headerLength, totalLength));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3080")]
    [InlineData("30FFFF")]
    [InlineData("82")]
    public void An_incomplete_header_needs_more(string hex)
    {
        FrameStatus status = Read(Convert.FromHexString(hex), null, out int headerLength, out int totalLength, out PacketError error);

        Assert.Equal((FrameStatus.NeedMore, 0, 0), (status, headerLength, totalLength));
        Assert.True(error.IsNone);
    }

    [Theory]
    [InlineData("308080808001")] // five bytes
    [InlineData("3080808080")]   // the fourth byte already says that there is a fifth
    [InlineData("C08000")]       // PINGREQ whose 0 takes two bytes
    [InlineData("30FF00")]
    public void Remaining_Length_in_another_form_than_the_shortest_is_malformed(string hex)
    {
        AssertError(ReasonCode.MalformedPacket, Convert.FromHexString(hex), ProtocolVersion.V5);
    }

    [Theory]
    [InlineData(OneMebibyte - 4, FrameStatus.NeedMore)] // header of four bytes: exactly the maximum
    [InlineData(OneMebibyte - 3, FrameStatus.Error)]    // one more
    public void Maximum_Packet_Size_counts_the_whole_packet_and_is_checked_at_the_header(int remainingLength, FrameStatus expected)
    {
        var header = new byte[5];
        header[0] = 0x30;
        int size = 1 + VariableByteInteger.Write(header.AsSpan(1), remainingLength);

        FrameStatus status = Read(header.AsSpan(0, size), null, out _, out _, out PacketError error);

        Assert.Equal(expected, status);
        Assert.Equal(expected == FrameStatus.Error ? ReasonCode.PacketTooLarge : ReasonCode.Success, error.Code);
    }

    [Theory]
    [InlineData(0x10, FrameLimits.RequestCap)]
    [InlineData(0x20, FrameLimits.RequestCap)]
    [InlineData(0x40, FrameLimits.AcknowledgmentCap)]
    [InlineData(0x50, FrameLimits.AcknowledgmentCap)]
    [InlineData(0x62, FrameLimits.AcknowledgmentCap)]
    [InlineData(0x70, FrameLimits.AcknowledgmentCap)]
    [InlineData(0x82, FrameLimits.RequestCap)]
    [InlineData(0x90, FrameLimits.RequestCap)]
    [InlineData(0xA2, FrameLimits.RequestCap)]
    [InlineData(0xB0, FrameLimits.RequestCap)]
    [InlineData(0xE0, FrameLimits.AcknowledgmentCap)]
    [InlineData(0xF0, FrameLimits.RequestCap)]
    public void Types_that_are_never_large_have_a_cap_of_their_own(byte firstByte, int cap)
    {
        byte[] header = [firstByte, 0, 0, 0, 0];
        int size = 1 + VariableByteInteger.Write(header.AsSpan(1), cap - 4);
        Assert.Equal(FrameStatus.NeedMore, Read(header.AsSpan(0, size), ProtocolVersion.V5, out _, out _, out _));

        size = 1 + VariableByteInteger.Write(header.AsSpan(1), cap);
        AssertError(ReasonCode.PacketTooLarge, header[..size], ProtocolVersion.V5);
    }

    [Fact]
    public void The_lower_of_cap_and_Maximum_Packet_Size_counts()
    {
        byte[] header = [0x82, 0xC8, 0x01]; // SUBSCRIBE, Remaining Length 200

        FrameStatus status = FrameReader.TryRead(header, new FrameLimits(100, ProtocolVersion.V5), out _, out _, out PacketError error);

        Assert.Equal((FrameStatus.Error, ReasonCode.PacketTooLarge), (status, error.Code));
    }

    [Theory]
    [InlineData(0xC0)] // PINGREQ
    [InlineData(0xD0)] // PINGRESP
    public void A_ping_has_no_body_in_any_version(byte firstByte)
    {
        AssertError(ReasonCode.MalformedPacket, [firstByte, 0x01], ProtocolVersion.V311);
        AssertError(ReasonCode.MalformedPacket, [firstByte, 0x01], ProtocolVersion.V5);
    }

    [Theory]
    [InlineData(0x20, 2)] // CONNACK
    [InlineData(0x40, 2)] // PUBACK
    [InlineData(0x50, 2)] // PUBREC
    [InlineData(0x62, 2)] // PUBREL
    [InlineData(0x70, 2)] // PUBCOMP
    [InlineData(0xB0, 2)] // UNSUBACK
    [InlineData(0xE0, 0)] // DISCONNECT
    public void Before_5_acknowledgments_and_DISCONNECT_have_one_length(byte firstByte, byte length)
    {
        foreach (ProtocolVersion version in new[] { ProtocolVersion.V31, ProtocolVersion.V311 })
        {
            AssertError(ReasonCode.MalformedPacket, [firstByte, (byte)(length + 1)], version);
            Assert.NotEqual(FrameStatus.Error, Read([firstByte, length], version, out _, out _, out _));
        }

        Assert.Equal(FrameStatus.NeedMore, Read([firstByte, (byte)(length + 1)], ProtocolVersion.V5, out _, out _, out _));
    }

    [Fact]
    public void Every_first_byte_is_judged_by_the_table_of_flags()
    {
        // MQTT 5.0, table 2-2; PUBLISH uses all four flags, type 0 is forbidden.
        int[] flagsByType = [-1, 0, 0, -2, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0];
        for (int first = 0; first < 256; first++)
        {
            int required = flagsByType[first >> 4];
            bool allowed = required == -2 || required == (first & 15);

            FrameStatus status = Read([(byte)first], ProtocolVersion.V5, out _, out _, out PacketError error);

            Assert.Equal(allowed ? FrameStatus.NeedMore : FrameStatus.Error, status);
            Assert.Equal(allowed ? ReasonCode.Success : ReasonCode.MalformedPacket, error.Code);
        }
    }

    [Fact]
    public void AUTH_does_not_exist_before_5()
    {
        AssertError(ReasonCode.MalformedPacket, [0xF0, 0x00], ProtocolVersion.V31);
        AssertError(ReasonCode.MalformedPacket, [0xF0, 0x00], ProtocolVersion.V311);
        Assert.Equal(FrameStatus.Frame, Read([0xF0, 0x00], ProtocolVersion.V5, out _, out _, out _));
    }

    [Theory]
    [InlineData(0x6A)] // PUBREL
    [InlineData(0x8A)] // SUBSCRIBE
    [InlineData(0xAA)] // UNSUBSCRIBE
    public void Only_3_1_repeats_these_with_DUP(byte firstByte)
    {
        Assert.NotEqual(FrameStatus.Error, Read([firstByte, 0x02], ProtocolVersion.V31, out _, out _, out _));
        AssertError(ReasonCode.MalformedPacket, [firstByte, 0x02], ProtocolVersion.V311);
        AssertError(ReasonCode.MalformedPacket, [firstByte, 0x02], ProtocolVersion.V5);
    }

    [Theory]
    [InlineData("474554202F20485454502F312E310D0A")] // GET / HTTP/1.1: a PUBACK with flags
    [InlineData("16030100C8010000C40303")]           // TLS ClientHello: a CONNECT with flags
    [InlineData("5353482D322E302D")]                 // SSH-2.0-: a PUBREC with flags
    public void Other_protocols_are_refused_at_the_first_byte(string hex)
    {
        AssertError(ReasonCode.MalformedPacket, Convert.FromHexString(hex), null);
    }

    private static void AssertError(ReasonCode code, byte[] bytes, ProtocolVersion? version)
    {
        FrameStatus status = Read(bytes, version, out int headerLength, out int totalLength, out PacketError error);
        Assert.Equal((FrameStatus.Error, code, 0, 0), (status, error.Code, headerLength, totalLength));
        Assert.NotNull(error.Reason);
    }

    private static FrameStatus Read(
        ReadOnlySpan<byte> bytes, ProtocolVersion? version, out int headerLength, out int totalLength, out PacketError error)
    {
        return FrameReader.TryRead(bytes, new FrameLimits(OneMebibyte, version), out headerLength, out totalLength, out error);
    }
}
