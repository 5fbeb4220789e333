using System.Net;

namespace Gmqtt.Listeners.Proxy;

/// <summary>What a PROXY protocol header says.</summary>
/// <param name="Source">The client; null where the proxy speaks for itself (LOCAL, UNKNOWN, an address family without IP).</param>
/// <param name="CertificateCommonName">Of the client certificate that the proxy verified; else null.</param>
internal readonly record struct ProxyHeader(IPEndPoint? Source, string? CertificateCommonName);
