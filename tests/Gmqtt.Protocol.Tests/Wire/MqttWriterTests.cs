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

    [Fact]
    public void A_lone_surrogate_is_never_put_on_the_wire()
    {
        var bytes = new byte[5];
        var writer = new MqttWriter(bytes);
        writer.WriteString("\uD800");

        Assert.Equal("0003EFBFBD", Convert.ToHexString(bytes)); // U+FFFD
    }
}
