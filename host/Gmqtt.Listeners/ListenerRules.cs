using System.Security.Authentication;

namespace Gmqtt.Listeners;

/// <summary>Options that contradict each other, or say less than they seem to.</summary>
internal static class ListenerRules
{
    /// <summary>What is wrong; null for nothing.</summary>
    public static string? Problem(ListenerOptions options, ListenerAddress address)
    {
        if (options.Protocols == ListenerProtocols.None)
        {
            return "it speaks no protocol: protocols must name mqtt, websocket or both";
        }

        if (options.HandshakeTimeout <= TimeSpan.Zero || options.Backlog <= 0)
        {
            return "handshake timeout and backlog must be above zero";
        }

        if (options.ProxyProtocol.Mode != ProxyProtocolMode.Off && address.UnixPath is null && options.ProxyProtocol.Trusted.Count == 0)
        {
            return "proxy_protocol is on, but no network is trusted: name those of the proxies";
        }

        return options.Tls is { } tls ? Problem(tls) : null;
    }

    private static string? Problem(TlsOptions tls)
    {
        if (tls.MinVersion is not (SslProtocols.Tls12 or SslProtocols.Tls13))
        {
            return "the oldest TLS version can be 1.2 or 1.3; older ones are broken";
        }

        return tls switch
        {
            { RequireClientCertificate: true, ClientCaFile: null } =>
                "it requires client certificates, but names no CA file to verify them against",
            { UsernameFromCertificate: not CertificateUsernameSource.None, ClientCaFile: null } =>
                "it takes user names from client certificates, but names no CA file to verify them against",
            _ => null,
        };
    }
}
