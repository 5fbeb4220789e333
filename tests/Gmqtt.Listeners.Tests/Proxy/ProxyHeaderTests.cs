using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Text;
using Gmqtt.Listeners.Proxy;

namespace Gmqtt.Listeners.Tests.Proxy;

public sealed class ProxyHeaderTests
{
    // "\r\n\r\n\0\r\nQUIT\n", version 2 command PROXY, TCP over IPv4, 12 bytes: 192.0.2.1:56324 to 192.0.2.2:1883
    private const string Tcp4 = "0D0A0D0A000D0A515549540A" + "21" + "11" + "000C" + "C0000201" + "C0000202" + "DC04" + "075B";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 56324 1883\r\n", "192.0.2.1:56324")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n", "[2001:db8::1]:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff::1 whatever it says\r\n", null)]
    public void Version_1_gives_the_client_s_address(string header, string? expected)
    {
        var bytes = Encoding.ASCII.GetBytes(header + "rest");
        Assert.Equal(ProxyStatus.Complete, ProxyGate.Read(bytes, ProxyProtocolMode.Any, out var read, out var length));
        Assert.Equal(expected, read.Source?.ToString());
        Assert.Equal(header.Length, length);
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 56324\r\n")] // a port is missing
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 56324 1883 1\r\n")] // one thing too many
    [InlineData("PROXY  TCP4 192.0.2.1 192.0.2.2 56324 1883\r\n")] // two spaces
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 65536 1883\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 -1 1883\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 01 1883\r\n")]
    [InlineData("PROXY TCP4 192.0.2 192.0.2.2 1 1883\r\n")] // .NET would read 192.0.0.2
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n")] // family and address differ
    [InlineData("PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 fe80::2 1 2\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("PROXY tcp4 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    public void A_bad_version_1_header_is_refused(string header) =>
        Assert.Equal(ProxyStatus.Invalid, ProxyGate.Read(Encoding.ASCII.GetBytes(header), ProxyProtocolMode.Any, out _, out _));

    [Fact]
    public void A_version_1_header_without_an_end_is_refused_after_107_bytes()
    {
        var bytes = Encoding.ASCII.GetBytes("PROXY TCP4 " + new string('1', 200));
        Assert.Equal(ProxyStatus.Incomplete, ProxyGate.Read(bytes.AsSpan(0, 106), ProxyProtocolMode.Any, out _, out _));
        Assert.Equal(ProxyStatus.Invalid, ProxyGate.Read(bytes.AsSpan(0, 107), ProxyProtocolMode.Any, out _, out _));
    }

    [Fact]
    public void Every_prefix_of_a_good_header_is_incomplete()
    {
        foreach (var header in new[] { Convert.FromHexString(Tcp4), "PROXY TCP4 192.0.2.1 192.0.2.2 56324 1883\r\n"u8.ToArray() })
        {
            for (var length = 0; length < header.Length; length++)
            {
                Assert.Equal(ProxyStatus.Incomplete, ProxyGate.Read(header.AsSpan(0, length), ProxyProtocolMode.Any, out _, out _));
            }
        }
    }

    [Theory]
    [InlineData(Tcp4, "192.0.2.1:56324")]
    [InlineData("0D0A0D0A000D0A515549540A" + "20" + "00" + "0000", null)] // LOCAL: the proxy's own health check
    [InlineData("0D0A0D0A000D0A515549540A" + "20" + "11" + "0003" + "FFFFFF", null)] // LOCAL: what is in it is ignored
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "00" + "0000", null)] // UNSPEC
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "21" + "0024" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002" + "0050" + "075B", "[2001:db8::1]:80")]
    public void Version_2_gives_the_client_s_address(string header, string? expected)
    {
        var bytes = Convert.FromHexString(header + "100C");
        Assert.Equal(ProxyStatus.Complete, ProxyGate.Read(bytes, ProxyProtocolMode.Any, out var read, out var length));
        Assert.Equal(expected, read.Source?.ToString());
        Assert.Equal(bytes.Length - 2, length);
    }

    [Theory]
    [InlineData("0D0A0D0A000D0A515549540A" + "11" + "11" + "000C" + "C0000201C0000202DC04075B")] // version 1 in the binary form
    [InlineData("0D0A0D0A000D0A515549540A" + "22" + "11" + "000C" + "C0000201C0000202DC04075B")] // no such command
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "41" + "000C" + "C0000201C0000202DC04075B")] // no such family
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "13" + "000C" + "C0000201C0000202DC04075B")] // no such protocol
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "11" + "000B" + "C0000201C0000202DC0407")] // shorter than the addresses
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "11" + "FFFF")] // longer than any proxy's
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "11" + "0010" + "C0000201C0000202DC04075B" + "01000501")] // TLV says 5, there is 1
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "11" + "000E" + "C0000201C0000202DC04075B" + "0100")] // TLV header cut
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "11" + "0017" + "C0000201C0000202DC04075B" + "200008" + "0100000000" + "22FFFF")] // nested TLV overruns
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "11" + "0012" + "C0000201C0000202DC04075B" + "200003" + "010000")] // SSL TLV too short
    [InlineData("0D0A0D0A000D0A515549540A" + "21" + "11" + "0013" + "C0000201C0000202DC04075B" + "030004" + "00000000")] // wrong checksum
    [InlineData("0D0A0D0A000D0A515549540B")] // not the signature
    public void A_bad_version_2_header_is_refused(string header) =>
        Assert.Equal(ProxyStatus.Invalid, ProxyGate.Read(Convert.FromHexString(header), ProxyProtocolMode.Any, out _, out _));

    [Fact]
    public void A_mode_reads_its_own_version_only()
    {
        Assert.Equal(ProxyStatus.Invalid, ProxyGate.Read(Convert.FromHexString(Tcp4), ProxyProtocolMode.V1, out _, out _));
        Assert.Equal(ProxyStatus.Invalid, ProxyGate.Read("PROXY UNKNOWN\r\n"u8, ProxyProtocolMode.V2, out _, out _));
    }

    [Theory]
    [InlineData("01", "00000000", "device-1", "device-1", false)] // TLS, but no certificate was shown
    [InlineData("03", "00000000", "device-1", "device-1", true)] // shown on this connection, and good
    [InlineData("05", "00000000", "device-1", "device-1", true)] // shown in the session it resumed
    [InlineData("03", "00000001", "device-1", "device-1", false)] // shown, but not good
    public void The_common_name_counts_only_when_the_proxy_verified_it(string client, string verify, string name, string expected, bool counts)
    {
        var commonName = "22" + name.Length.ToString("X4", null) + Convert.ToHexString(Encoding.UTF8.GetBytes(name));
        var content = client + verify + commonName;
        var tlv = "20" + (content.Length / 2).ToString("X4", null) + content;
        var header = Convert.FromHexString("0D0A0D0A000D0A515549540A" + "21" + "11" + (12 + tlv.Length / 2).ToString("X4", null) + "C0000201C0000202DC04075B" + tlv);
        Assert.Equal(ProxyStatus.Complete, ProxyGate.Read(header, ProxyProtocolMode.V2, out var read, out _));
        Assert.Equal(counts ? expected : null, read.CertificateCommonName);
    }

    [Fact]
    public void A_right_checksum_is_accepted()
    {
        var header = Convert.FromHexString("0D0A0D0A000D0A515549540A" + "21" + "11" + "0013" + "C0000201C0000202DC04075B" + "030004" + "00000000");
        var crc = header.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(^4), ~crc);
        Assert.Equal(ProxyStatus.Complete, ProxyGate.Read(header, ProxyProtocolMode.V2, out var read, out _));
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:56324"), read.Source);
    }

    [Fact]
    public void A_hundred_thousand_mutated_headers_neither_throw_nor_read_past_the_end()
    {
        var random = new Random(7);
        var good = Convert.FromHexString(Tcp4[..28] + "0020" + Tcp4[32..] + "200011" + "0300000000" + "220009" + "6465766963652D3931");
        for (var i = 0; i < 100_000; i++)
        {
            var mutated = good.AsSpan(0, random.Next(good.Length + 1)).ToArray();
            for (var flips = random.Next(4); flips > 0 && mutated.Length > 12; flips--)
            {
                mutated[random.Next(12, mutated.Length)] = (byte)random.Next(256);
            }

            var status = ProxyGate.Read(mutated, ProxyProtocolMode.Any, out _, out var length);
            Assert.True(status != ProxyStatus.Complete || length <= mutated.Length);
        }
    }
}
