using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gmqtt.PluginHost.Api;

/// <summary>An endpoint's address, read.</summary>
/// <param name="EndPoint">Where to bind.</param>
/// <param name="IsLocal">Whether only this machine reaches it.</param>
internal sealed record ApiAddress(EndPoint EndPoint, bool IsLocal)
{
    private const string UnixPrefix = "unix:";

    /// <summary>Reads an address; the problem is a sentence for the one who wrote it.</summary>
    public static (ApiAddress? Address, string? Problem) Parse(string text)
    {
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            return ParseUnix(text[UnixPrefix.Length..]);
        }

        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        if (colon >= 0 && ushort.TryParse(text.AsSpan(colon + 1), out var port) && AddressOf(host) is { } ip)
        {
            return (new ApiAddress(new IPEndPoint(ip, port), IPAddress.IsLoopback(ip)), null);
        }

        return (null, $"the API address '{text}' is none: write \"127.0.0.1:8083\", \"[::1]:8083\", \":8083\" for all addresses, or \"unix:/path\".");
    }

    /// <summary>Adds it to what the server listens on.</summary>
    public void Listen(KestrelServerOptions options, Action<ListenOptions> configure)
    {
        if (EndPoint is UnixDomainSocketEndPoint unix)
        {
            RemoveStale(unix);
            options.ListenUnixSocket(unix.ToString(), configure);
        }
        else if (EndPoint is IPEndPoint { Address: var address, Port: var port } && address.Equals(IPAddress.IPv6Any))
        {
            // Falls back to IPv4 where the machine has no IPv6.
            options.ListenAnyIP(port, configure);
        }
        else
        {
            options.Listen(EndPoint, configure);
        }
    }

    private static (ApiAddress? Address, string? Problem) ParseUnix(string path)
    {
        // sun_path holds 108 bytes with the final NUL.
        return Encoding.UTF8.GetByteCount(path) is > 0 and < 108
            ? (new ApiAddress(new UnixDomainSocketEndPoint(Path.GetFullPath(path)), IsLocal: true), null)
            : (null, $"the API address 'unix:{path}' is none: a unix socket's path has 1 to 107 bytes.");
    }

    /// <summary>A process that was killed leaves its file, and nobody answers there.</summary>
    private static void RemoveStale(UnixDomainSocketEndPoint endPoint)
    {
        if (!File.Exists(endPoint.ToString()))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(endPoint.ToString());
        }
    }

    private static IPAddress? AddressOf(string host)
    {
        if (host is "" or "*")
        {
            return IPAddress.IPv6Any;
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        var bracketed = host is ['[', .., ']'];
        return IPAddress.TryParse(bracketed ? host[1..^1] : host, out var ip) && bracketed == (ip.AddressFamily == AddressFamily.InterNetworkV6) ? ip : null;
    }
}
