using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Tests;

public class PacketErrorTests
{
    [Fact]
    public void No_error_is_the_default_value()
    {
        Assert.True(PacketError.None.IsNone);
        Assert.False(PacketError.None.IsError);
        Assert.Null(PacketError.None.Reason);
        Assert.Equal(default, PacketError.None);
    }

    [Fact]
    public void An_error_has_its_code_and_reason()
    {
        Assert.Equal(new PacketError(ReasonCode.MalformedPacket, "x"), PacketError.Malformed("x"));
        Assert.Equal(new PacketError(ReasonCode.ProtocolError, "x"), PacketError.Protocol("x"));
        Assert.True(PacketError.Malformed("x").IsError);
    }
}
