using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace Gmqtt.Listeners.Proxy;

/// <summary>
/// The type-length-value list behind the addresses. Every length is checked against what is really there, nested ones against their parent;
/// the checksum is verified where there is one.
/// </summary>
internal static class ProxyTlvs
{
    private const int HeaderLength = 3;
    private const byte Checksum = 0x03; // PP2_TYPE_CRC32C
    private const byte Ssl = 0x20; // PP2_TYPE_SSL
    private const byte SslCommonName = 0x22; // PP2_SUBTYPE_SSL_CN
    private const int SslFixedLength = 5;

    // The client came by TLS, and showed a certificate on this connection or in the session it resumed.
    private const byte ClientSsl = 0x01;
    private const byte ClientCertificate = 0x06;

    /// <param name="header">The whole header.</param>
    /// <param name="offset">Where the list starts in it.</param>
    /// <param name="commonName">Of a verified client certificate.</param>
    /// <returns>Whether the list is correct.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, int offset, out string? commonName)
    {
        commonName = null;
        while (offset < header.Length)
        {
            if (!TryTake(header[offset..], out var type, out var value))
            {
                return false;
            }

            if (type == Checksum && !IsChecksumGood(header, offset + HeaderLength, value))
            {
                return false;
            }

            if (type == Ssl && !TryReadSsl(value, ref commonName))
            {
                return false;
            }

            offset += HeaderLength + value.Length;
        }

        return true;
    }

    private static bool TryTake(ReadOnlySpan<byte> rest, out byte type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (rest.Length < HeaderLength)
        {
            return false;
        }

        type = rest[0];
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest[1..]);
        if (length > rest.Length - HeaderLength)
        {
            return false;
        }

        value = rest.Slice(HeaderLength, length);
        return true;
    }

    private static bool TryReadSsl(ReadOnlySpan<byte> ssl, ref string? commonName)
    {
        if (ssl.Length < SslFixedLength)
        {
            return false;
        }

        // verify is 0 where the certificate was good, or where there was none.
        var good = BinaryPrimitives.ReadUInt32BigEndian(ssl[1..]) == 0;
        var verified = good && (ssl[0] & ClientSsl) != 0 && (ssl[0] & ClientCertificate) != 0;
        for (var rest = ssl[SslFixedLength..]; !rest.IsEmpty;)
        {
            if (!TryTake(rest, out var type, out var value) || (type == SslCommonName && !Utf8.IsValid(value)))
            {
                return false;
            }

            if (type == SslCommonName && verified)
            {
                commonName = Encoding.UTF8.GetString(value);
            }

            rest = rest[(HeaderLength + value.Length)..];
        }

        return true;
    }

    /// <summary>CRC-32C over the header with the checksum's own four bytes taken as zero.</summary>
    private static bool IsChecksumGood(ReadOnlySpan<byte> header, int position, ReadOnlySpan<byte> value)
    {
        if (value.Length != sizeof(uint))
        {
            return false;
        }

        var crc = uint.MaxValue;
        for (var i = 0; i < header.Length; i++)
        {
            var isOwn = i >= position && i < position + sizeof(uint);
            crc = BitOperations.Crc32C(crc, isOwn ? (byte)0 : header[i]);
        }

        return ~crc == BinaryPrimitives.ReadUInt32BigEndian(value);
    }
}
