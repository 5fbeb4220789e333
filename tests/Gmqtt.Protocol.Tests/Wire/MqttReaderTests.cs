using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Tests.Wire;

public class MqttReaderTests
{
    [Fact]
    public void Every_type_is_read_in_order()
    {
        byte[] bytes =
        [
            0x7F,                   // byte
            0x01, 0x02,             // Two Byte Integer 258
            0x01, 0x02, 0x03, 0x04, // Four Byte Integer
            0x80, 0x01,             // Variable Byte Integer 128
            0x00, 0x02, 0xFF, 0x00, // Binary Data FF 00
            0x00, 0x04, 0xEF, 0xBB, 0xBF, 0x61, // UTF-8 string U+FEFF "a"
            0x09,                   // rest
        ];
        var reader = new MqttReader(bytes);

        Assert.True(reader.TryReadByte(out byte one) && one == 0x7F);
        Assert.True(reader.TryReadUInt16(out ushort two) && two == 258);
        Assert.True(reader.TryReadUInt32(out uint four) && four == 0x01020304);
        Assert.True(reader.TryReadVariableByteInteger(out int variable) && variable == 128);
        Assert.True(reader.TryReadBinary(out ReadOnlySpan<byte> data) && data.SequenceEqual<byte>([0xFF, 0x00]));
        Assert.True(reader.TryReadString(out string text));
        Assert.Equal("\uFEFFa", text); // [MQTT-1.5.4-3] the mark is kept
        Assert.Equal(1, reader.Left);
        Assert.Equal(9, Assert.Single(reader.ReadToEnd().ToArray()));
        Assert.True(reader.IsAtEnd);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("FFFF61")]
    [InlineData("000280")]
    public void A_value_that_does_not_fit_is_not_read_and_nothing_moves(string hex)
    {
        var reader = new MqttReader(Convert.FromHexString(hex));

        Assert.False(reader.TryReadBinary(out ReadOnlySpan<byte> value));
        Assert.True(value.IsEmpty);
        Assert.False(reader.TryReadUtf8(out _));
        Assert.False(reader.TryReadString(out string text));
        Assert.Equal(string.Empty, text);
        Assert.False(reader.TryReadUInt32(out _));
        Assert.False(reader.TryReadBytes(hex.Length, out _) && hex.Length > 0);
        Assert.False(reader.TryReadBytes(-1, out _));
        Assert.Equal(0, reader.Position);
    }

    [Fact]
    public void A_string_that_is_not_UTF8_is_not_read_and_nothing_moves()
    {
        var reader = new MqttReader([0x00, 0x02, 0xC0, 0xAF]);

        Assert.False(reader.TryReadUtf8(out _));
        Assert.Equal(0, reader.Position);
        Assert.True(reader.TryReadBinary(out _));
    }
}
