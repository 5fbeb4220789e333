using System.Buffers;
using Gmqtt.Listeners.Sniffing;

namespace Gmqtt.Listeners.Tests.Sniffing;

public sealed class SnifferTests
{
    [Theory]
    [InlineData(new byte[] { 0x10 }, FirstBytes.Mqtt)] // CONNECT, and only the first byte of it
    [InlineData(new byte[] { 0x10, 0x0C, 0x00 }, FirstBytes.Mqtt)]
    [InlineData(new byte[] { 0x16 }, FirstBytes.Tls)] // handshake record
    [InlineData(new byte[] { 0x16, 0x03, 0x01 }, FirstBytes.Tls)]
    [InlineData(new byte[] { (byte)'G' }, FirstBytes.TooFew)]
    [InlineData(new byte[] { (byte)'G', (byte)'E' }, FirstBytes.TooFew)]
    [InlineData(new byte[] { (byte)'G', (byte)'E', (byte)'T' }, FirstBytes.Http)]
    [InlineData(new byte[] { (byte)'P', (byte)'O', (byte)'S' }, FirstBytes.Http)]
    [InlineData(new byte[] { (byte)'P', (byte)'R', (byte)'O' }, FirstBytes.ProxyHeader)]
    [InlineData(new byte[] { (byte)'P', (byte)'R', (byte)'I' }, FirstBytes.Unknown)] // HTTP/2 with prior knowledge
    [InlineData(new byte[] { 0x0D, 0x0A, 0x0D, 0x0A }, FirstBytes.ProxyHeader)]
    [InlineData(new byte[] { 0x0D, 0x0A, 0x0A }, FirstBytes.Unknown)]
    [InlineData(new byte[] { (byte)'S', (byte)'S', (byte)'H', (byte)'-' }, FirstBytes.Ssh)]
    [InlineData(new byte[] { 0x11 }, FirstBytes.Unknown)] // CONNECT with a reserved flag
    [InlineData(new byte[] { 0x30, 0x00, 0x00 }, FirstBytes.Unknown)] // PUBLISH first
    [InlineData(new byte[] { 0x80, 0x2E, 0x01 }, FirstBytes.Unknown)] // SSLv2 hello
    [InlineData(new byte[] { 0x00 }, FirstBytes.Unknown)]
    [InlineData(new byte[] { }, FirstBytes.TooFew)]
    public void First_bytes_tell_the_protocol(byte[] received, object expected)
    {
        Assert.Equal(expected, Sniffer.Classify(received));
        Assert.Equal(expected, Sniffer.Classify(new ReadOnlySequence<byte>(received)));
        Assert.Equal(expected, Sniffer.Classify(InPiecesOfOne(received)));
    }

    [Fact]
    public void Every_first_byte_is_decided_by_three_bytes_at_most()
    {
        for (var first = 0; first < 256; first++)
        {
            Assert.NotEqual(FirstBytes.TooFew, Sniffer.Classify([(byte)first, 0, 0]));
        }
    }

    private static ReadOnlySequence<byte> InPiecesOfOne(byte[] bytes)
    {
        Piece? first = null;
        Piece? last = null;
        foreach (var one in bytes)
        {
            last = new Piece(one, last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, 1);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte value, Piece? previous)
        {
            Memory = new[] { value };
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + 1;
            }
        }
    }
}
