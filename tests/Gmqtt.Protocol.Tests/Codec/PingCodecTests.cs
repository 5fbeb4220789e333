using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;

namespace Gmqtt.Protocol.Tests.Codec;

public class PingCodecTests
{
    [Fact]
    public void Both_packets_are_two_bytes()
    {
        Assert.Equal("C000", Convert.ToHexString(PingCodec.PingReq));
        Assert.Equal("D000", Convert.ToHexString(PingCodec.PingResp));
        Assert.True(PingCodec.TryRead([]).IsNone);
        Assert.Equal(ReasonCode.MalformedPacket, PingCodec.TryRead([0]).Code);
    }
}
