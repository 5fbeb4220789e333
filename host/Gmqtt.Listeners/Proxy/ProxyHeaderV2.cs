using System.Buffers.Binary;
using System.Net;

namespace Gmqtt.Listeners.Proxy;

/// <summary>The binary header: signature, version and command, family, length, addresses, TLVs.</summary>
internal static class ProxyHeaderV2
{
    /// <summary>
    /// Largest length field accepted: addresses and a handful of TLVs; a proxy that sends whole certificates is misconfigured.
    /// </summary>
    public const int MaximumBody = 4096;

    private const int FixedLength = 16;
    private const int VersionTwo = 0x20;
    private const int Local = 0x0;
    private const int Proxy = 0x1;
    private const int Tcp4 = 0x11;
    private const int Tcp6 = 0x21;
    private const int Tcp4Length = 12;
    private const int Tcp6Length = 36;
    private const int UnixLength = 216;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static ProxyStatus Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        if (bytes.Length < FixedLength)
        {
            return ProxyStatus.Incomplete;
        }

        var command = bytes[12] & 0x0F;
        var bodyLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if ((bytes[12] & 0xF0) != VersionTwo || command > Proxy || bodyLength > MaximumBody)
        {
            return ProxyStatus.Invalid;
        }

        length = FixedLength + bodyLength;
        if (bytes.Length < length)
        {
            return ProxyStatus.Incomplete;
        }

        var body = bytes[FixedLength..length];
        var addresses = AddressLength(bytes[13]);
        if (command == Local)
        {
            // The proxy's own health check: nothing in it counts, but it must be whole.
            return ProxyStatus.Complete;
        }

        if (addresses < 0 || addresses > body.Length || !ProxyTlvs.TryRead(bytes[..length], FixedLength + addresses, out var commonName))
        {
            return ProxyStatus.Invalid;
        }

        header = new ProxyHeader(Source(bytes[13], body), commonName);
        return ProxyStatus.Complete;
    }

    /// <summary>Bytes of the two addresses; -1 for a family or protocol that does not exist.</summary>
    private static int AddressLength(byte familyAndProtocol)
    {
        if ((familyAndProtocol & 0x0F) > 2)
        {
            return -1;
        }

        return (familyAndProtocol >> 4) switch
        {
            0 => 0,
            1 => Tcp4Length,
            2 => Tcp6Length,
            3 => UnixLength,
            _ => -1,
        };
    }

    private static IPEndPoint? Source(byte familyAndProtocol, ReadOnlySpan<byte> body) =>
        familyAndProtocol switch
        {
            Tcp4 => new IPEndPoint(new IPAddress(body[..4]), BinaryPrimitives.ReadUInt16BigEndian(body[8..])),
            Tcp6 => new IPEndPoint(new IPAddress(body[..16]), BinaryPrimitives.ReadUInt16BigEndian(body[32..])),
            _ => null,
        };
}
