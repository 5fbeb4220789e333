using System.Buffers;
using CsCheck;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Protocol.Tests.Framing;

public class VariableByteIntegerTests
{
    // MQTT 5.0, table 1-1: the first and the last value of each size.
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "FF7F")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "FFFF7F")]
    [InlineData(2_097_152, "80808001")]
    [InlineData(268_435_455, "FFFFFF7F")]
    public void The_boundary_values_of_the_specification_have_their_bytes(int value, string hex)
    {
        var bytes = new byte[4];
        int written = VariableByteInteger.Write(bytes, value);

        Assert.Equal(hex, Convert.ToHexString(bytes, 0, written));
        Assert.Equal(OperationStatus.Done, VariableByteInteger.TryRead(Convert.FromHexString(hex), out int read, out int size));
        Assert.Equal((value, written), (read, size));
    }

    [Theory]
    [InlineData("8000")]       // 0 in two bytes
    [InlineData("FF00")]       // 127 in two bytes
    [InlineData("808000")]     // 0 in three bytes
    [InlineData("80808000")]   // 0 in four bytes
    [InlineData("FFFFFF80")]   // the fourth byte says that a fifth follows
    [InlineData("8080808001")] // five bytes
    public void A_form_that_is_not_the_shortest_is_invalid(string hex)
    {
        Assert.Equal(OperationStatus.InvalidData, VariableByteInteger.TryRead(Convert.FromHexString(hex), out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("FFFF")]
    [InlineData("FFFFFF")]
    public void A_form_that_is_cut_short_needs_more(string hex)
    {
        Assert.Equal(OperationStatus.NeedMoreData, VariableByteInteger.TryRead(Convert.FromHexString(hex), out _, out _));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        Gen.Int[0, VariableByteInteger.MaxValue].Sample(value =>
        {
            var bytes = new byte[4];
            int written = VariableByteInteger.Write(bytes, value);
            return written == VariableByteInteger.GetSize(value)
                && VariableByteInteger.TryRead(bytes, out int read, out int size) == OperationStatus.Done
                && read == value && size == written;
        });
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(268_435_456)]
    public void A_value_that_four_bytes_cannot_hold_is_a_bug_of_the_caller(int value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => VariableByteInteger.GetSize(value));
    }
}
