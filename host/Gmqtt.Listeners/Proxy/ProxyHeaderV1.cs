using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gmqtt.Listeners.Proxy;

/// <summary>The text header: <c>PROXY TCP4 192.0.2.1 192.0.2.2 56324 1883\r\n</c>.</summary>
internal static class ProxyHeaderV1
{
    /// <summary>The specification's worst case, line end included.</summary>
    public const int MaximumLength = 107;

    public static ReadOnlySpan<byte> Signature => "PROXY "u8;

    public static ProxyStatus Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length)
    {
        header = default;
        var end = bytes[..Math.Min(bytes.Length, MaximumLength)].IndexOf("\r\n"u8);
        length = end + 2;
        if (end < 0)
        {
            return bytes.Length < MaximumLength ? ProxyStatus.Incomplete : ProxyStatus.Invalid;
        }

        // Every character a header may have is ASCII; anything else comes out as '?' and fits nowhere.
        var parts = Encoding.ASCII.GetString(bytes[Signature.Length..end]).Split(' ');
        if (parts[0] == "UNKNOWN")
        {
            // The rest of the line must be ignored.
            return ProxyStatus.Complete;
        }

        var family = parts[0] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        if (parts.Length != 5 || family == AddressFamily.Unknown
            || !TryReadAddress(parts[1], family, out var source) || !TryReadAddress(parts[2], family, out _)
            || !TryReadPort(parts[3], out var port) || !TryReadPort(parts[4], out _))
        {
            return ProxyStatus.Invalid;
        }

        header = new ProxyHeader(new IPEndPoint(source, port), null);
        return ProxyStatus.Complete;
    }

    /// <summary>Only the plain notation: .NET reads "1" and "0x7f.1" as addresses too.</summary>
    private static bool TryReadAddress(string text, AddressFamily family, out IPAddress address) =>
        IPAddress.TryParse(text, out address!) && address.AddressFamily == family
        && (family == AddressFamily.InterNetworkV6 ? !text.Contains('%') && !text.Contains('[') : address.ToString() == text);

    private static bool TryReadPort(string text, out int port)
    {
        var read = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        port = value;
        return read && (text.Length == 1 || text[0] != '0');
    }
}
