using System.Net;

namespace Gmqtt.Listeners;

/// <summary>The <c>[listeners.proxy_protocol]</c> table.</summary>
public sealed record ProxyProtocolOptions
{
    /// <summary>
    /// Which header versions are read; <see cref="ProxyProtocolMode.Off"/> refuses every connection that starts with one.
    /// </summary>
    public ProxyProtocolMode Mode { get; init; }

    /// <summary>
    /// Networks the proxies are in. Their connections must start with a header; from anywhere else a header is refused. On a unix socket
    /// the file's mode is the trust, and this is not looked at.
    /// </summary>
    public IReadOnlyList<IPNetwork> Trusted { get; init; } = [];

    /// <summary>Whether the common name of the client certificate that a trusted proxy verified is the user name.</summary>
    public bool UsernameFromCertificate { get; init; }
}
