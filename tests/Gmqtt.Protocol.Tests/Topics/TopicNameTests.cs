using Gmqtt.Mqtt;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests.Topics;

public class TopicNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("a/b/")]
    [InlineData("$SYS/x")]
    [InlineData(" ")]
    [InlineData("\uFEFFtopic")]
    [InlineData("\U0002A6D4")]
    public void A_valid_name_has_no_error(string name)
    {
        Assert.True(TopicName.Validate(name, TopicLimits.Default).IsNone);
        Assert.True(TopicName.Validate(System.Text.Encoding.UTF8.GetBytes(name), TopicLimits.Default).IsNone);
    }

    [Theory]
    [InlineData("", ReasonCode.ProtocolError)]
    [InlineData("6100", ReasonCode.MalformedPacket)]
    [InlineData("EDA080", ReasonCode.MalformedPacket)]
    [InlineData("2B", ReasonCode.TopicNameInvalid)]     // +
    [InlineData("612F23", ReasonCode.TopicNameInvalid)] // a/#
    [InlineData("6123", ReasonCode.TopicNameInvalid)]   // a#
    public void An_invalid_name_has_the_reason_code_of_its_fault(string hex, ReasonCode expected)
    {
        Assert.Equal(expected, TopicName.Validate(Convert.FromHexString(hex), TopicLimits.Default).Code);
    }

    [Fact]
    public void Text_without_a_UTF8_form_is_malformed()
    {
        Assert.Equal(ReasonCode.MalformedPacket, TopicName.Validate("a\uD800", TopicLimits.Default).Code);
        Assert.Equal(ReasonCode.MalformedPacket, TopicName.Validate("a\0", TopicLimits.Default).Code);
    }

    [Fact]
    public void The_limits_are_inclusive()
    {
        var limits = new TopicLimits(MaximumLevels: 3, MaximumBytes: 6);

        Assert.True(TopicName.Validate("aa/b/c"u8, limits).IsNone);
        Assert.Equal(ReasonCode.TopicNameInvalid, TopicName.Validate("a/b/c/"u8, limits).Code);
        Assert.Equal(ReasonCode.TopicNameInvalid, TopicName.Validate("aaaaaaa"u8, limits).Code);
    }

    [Fact]
    public void The_largest_name_of_the_protocol_passes_its_own_limits_and_fails_the_default()
    {
        var slashes = new byte[65_535];
        Array.Fill(slashes, (byte)'/');

        Assert.True(TopicName.Validate(slashes, TopicLimits.ProtocolMaximum).IsNone);
        Assert.Equal(ReasonCode.TopicNameInvalid, TopicName.Validate(slashes, TopicLimits.Default).Code);
    }
}
