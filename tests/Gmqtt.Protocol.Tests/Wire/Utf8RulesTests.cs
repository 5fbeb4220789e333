using System.Text;
using CsCheck;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Protocol.Tests.Wire;

public class Utf8RulesTests
{
    [Theory]
    [InlineData("C0AF")]     // overlong "/"
    [InlineData("E080AF")]   // overlong "/"
    [InlineData("F08080AF")] // overlong "/"
    [InlineData("EDA080")]   // U+D800
    [InlineData("EDBFBF")]   // U+DFFF
    [InlineData("F4908080")] // above U+10FFFF
    [InlineData("F8888080")] // five-byte form
    [InlineData("80")]       // lone continuation
    [InlineData("C3")]       // cut short
    [InlineData("61E282")]   // cut short at the end
    [InlineData("610062")]   // U+0000
    [InlineData("FF")]
    public void Ill_formed_strings_are_refused(string hex)
    {
        Assert.False(Utf8Rules.IsValid(Convert.FromHexString(hex)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("61")]
    [InlineData("EFBBBF61")] // U+FEFF stays [MQTT-1.5.4-3]
    [InlineData("01")]       // control characters are a policy, not an error
    [InlineData("EFBFBF")]   // U+FFFF is well formed
    [InlineData("F0AA9B94")] // U+2A6D4
    [InlineData("EE8080")]   // U+E000, behind the surrogates
    [InlineData("F48FBFBF")] // U+10FFFF
    public void Well_formed_strings_are_accepted(string hex)
    {
        Assert.True(Utf8Rules.IsValid(Convert.FromHexString(hex)));
    }

    [Fact]
    public void All_strings_of_one_two_and_three_bytes_agree_with_the_state_machine()
    {
        Span<byte> bytes = stackalloc byte[3];
        for (int value = 0; value < 1 << 24; value++)
        {
            bytes[0] = (byte)(value >> 16);
            bytes[1] = (byte)(value >> 8);
            bytes[2] = (byte)value;
            int length = 3 - (value < 1 << 16 ? 1 : 0) - (value < 1 << 8 ? 1 : 0);
            ReadOnlySpan<byte> text = bytes[(3 - length)..];
            if (Utf8Rules.IsValid(text) != Utf8Oracle.IsValidWithoutNul(text))
            {
                Assert.Fail(Convert.ToHexString(text));
            }
        }
    }

    [Fact]
    public void Longer_strings_agree_with_the_state_machine()
    {
        Gen<byte> oftenSpecial = Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0x80, 0xBF, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0x8F, 0x90, 0x9F, 0xA0));
        oftenSpecial.Array[0, 40].Sample(bytes => Utf8Rules.IsValid(bytes) == Utf8Oracle.IsValidWithoutNul(bytes), iter: 200_000);
    }

    [Fact]
    public void All_four_byte_strings_with_a_four_byte_lead_agree_with_the_state_machine()
    {
        byte[] edges = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0xBF, 0xC0, 0xFF];
        for (int lead = 0xEF; lead <= 0xF8; lead++)
        {
            for (int second = 0; second < 256; second++)
            {
                foreach (byte third in edges)
                {
                    foreach (byte fourth in edges)
                    {
                        byte[] text = [(byte)lead, (byte)second, third, fourth];
                        Assert.Equal(Utf8Oracle.IsValidWithoutNul(text), Utf8Rules.IsValid(text));
                    }
                }
            }
        }
    }

    [Fact]
    public void Control_characters_and_noncharacters_are_found_in_text_and_in_bytes()
    {
        for (int point = 1; point <= 0x10FFFF; point++)
        {
            if (point is >= 0xD800 and <= 0xDFFF)
            {
                continue;
            }

            bool expected = point is <= 0x1F or (>= 0x7F and <= 0x9F) or (>= 0xFDD0 and <= 0xFDEF) || (point & 0xFFFF) is 0xFFFE or 0xFFFF;
            string text = "a" + char.ConvertFromUtf32(point) + "b";
            if (Utf8Rules.ContainsControl(text) != expected || Utf8Rules.ContainsControl(Encoding.UTF8.GetBytes(text)) != expected)
            {
                Assert.Fail($"U+{point:X}");
            }
        }
    }

    [Fact]
    public void Text_is_encodable_without_NUL_and_lone_surrogates_up_to_65_535_bytes()
    {
        Assert.True(Utf8Rules.IsEncodable(""));
        Assert.True(Utf8Rules.IsEncodable("a\U0001F600b"));
        Assert.True(Utf8Rules.IsEncodable(new string('a', 65_535)));
        Assert.False(Utf8Rules.IsEncodable(new string('a', 65_536)));
        Assert.False(Utf8Rules.IsEncodable(new string('\u20AC', 21_846))); // three bytes each
        Assert.False(Utf8Rules.IsEncodable("a\0b"));
        Assert.False(Utf8Rules.IsEncodable("a\uD800"));
        Assert.False(Utf8Rules.IsEncodable("\uDC00a"));
        Assert.False(Utf8Rules.IsEncodable("\uD800\uD800\uDC00"));
    }
}
