using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Listeners;

/// <summary>A configured address, read.</summary>
public sealed record ListenerAddress
{
    private const string UnixPrefix = "unix:";

    private ListenerAddress()
    {
    }

    /// <summary>Where a TCP listener binds; null for a unix socket.</summary>
    public IPEndPoint? EndPoint { get; private init; }

    /// <summary>The file of a unix socket; null for TCP.</summary>
    public string? UnixPath { get; private init; }

    /// <summary>Whether an IPv6 listener takes IPv4 connections too.</summary>
    public bool BothFamilies { get; private init; }

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => EndPoint is null || IPAddress.IsLoopback(EndPoint.Address);

    /// <summary>The same with the port that was bound in place of port 0.</summary>
    internal ListenerAddress BoundTo(EndPoint endPoint) => EndPoint is null ? this : this with { EndPoint = (IPEndPoint)endPoint };

    /// <summary>Reads an address as <see cref="ListenerOptions.Address"/> describes it.</summary>
    /// <param name="text">The configured text.</param>
    /// <param name="address">What it says.</param>
    /// <param name="error">Else what is wrong with it.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out ListenerAddress? address, out string? error)
    {
        address = null;
        error = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return TryParseUnix(text[UnixPrefix.Length..], out address, out error);
        }

        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            error = $"'{text}' has no port from 0 to 65535: write \"127.0.0.1:1883\", \"[::1]:1883\", \":1883\" or \"unix:/path\"";
            return false;
        }

        address = FromHost(text[..colon], port);
        error = address is null
            ? $"'{text[..colon]}' is not an address: give an IPv4 address, an IPv6 one in brackets, localhost, or nothing for all addresses"
            : null;
        return address is not null;
    }

    private static bool TryParseUnix(string path, out ListenerAddress? address, out string? error)
    {
        // sun_path holds 108 bytes with the final NUL.
        var fits = path.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(path) < 108;
        address = fits ? new ListenerAddress { UnixPath = Path.GetFullPath(path) } : null;
        error = fits ? null : $"a unix socket's path has 1 to 107 bytes, '{path}' has {path.Length}";
        return fits;
    }

    private static ListenerAddress? FromHost(string host, int port)
    {
        if (host is "" or "*")
        {
            return Socket.OSSupportsIPv6
                ? new ListenerAddress { EndPoint = new IPEndPoint(IPAddress.IPv6Any, port), BothFamilies = true }
                : new ListenerAddress { EndPoint = new IPEndPoint(IPAddress.Any, port) };
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new ListenerAddress { EndPoint = new IPEndPoint(IPAddress.Loopback, port) };
        }

        var bracketed = host is ['[', .., ']'];
        return IPAddress.TryParse(bracketed ? host[1..^1] : host, out var ip)
            && bracketed == (ip.AddressFamily == AddressFamily.InterNetworkV6)
            ? new ListenerAddress { EndPoint = new IPEndPoint(ip, port) }
            : null;
    }
}
