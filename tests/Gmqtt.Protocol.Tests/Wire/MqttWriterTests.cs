using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Tests.Wire;

public class MqttWriterTests
{
    [Fact]
    public void Every_type_is_written_in_order()
    {
        var bytes = new byte[25];
        var writer = new MqttWriter(bytes);
        writer.WriteFixedHeader(0x30, 128);
        writer.WriteByte(0x7F);
        writer.WriteUInt16(258);
        writer.WriteUInt32(0x01020304);
        writer.WriteVariableByteInteger(16_384);
        writer.WriteBinary([0xFF, 0x00]);
        writer.WriteString("\uFEFFé");
        writer.WriteBytes([0x09]);

        Assert.Equal("308001" + "7F" + "0102" + "01020304" + "808001" + "0002FF00" + "0005EFBBBFC3A9" + "09", Convert.ToHexString(bytes));
        Assert.Equal(bytes.Length, writer.Position);
    }

    [Theory]
    [InlineData(0xD800)] // a lone surrogate [MQTT-1.5.4-1]
    [InlineData(0x0000)] // [MQTT-1.5.4-2]
    public void What_has_no_place_in_a_string_is_never_put_on_the_wire(int unit)
    {
        var bytes = new byte[5];
        var writer = new MqttWriter(bytes);
        writer.WriteString(((char)unit).ToString());

        Assert.Equal("0003EFBFBD", Convert.ToHexString(bytes)); // U+FFFD
    }
}
