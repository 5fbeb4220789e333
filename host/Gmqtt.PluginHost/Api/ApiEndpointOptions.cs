using System.Security.Authentication;
using Gmqtt.PluginHost.Api.Access;

namespace Gmqtt.PluginHost.Api;

/// <summary>One <c>[[api.http]]</c> or <c>[[api.grpc]]</c>.</summary>
/// <param name="Address"><c>127.0.0.1:8083</c>, <c>[::1]:8083</c>, <c>:8083</c> (all addresses) or <c>unix:/path</c>; port 0 takes a free one.</param>
/// <param name="Tls">Null: without TLS.</param>
/// <param name="CertificateRole">What a client certificate that leads to <see cref="ApiTlsOptions.ClientCaFile"/> allows without a token; null for nothing.</param>
internal sealed record ApiEndpointOptions(string Address, ApiTlsOptions? Tls = null, ApiRole? CertificateRole = null);

/// <summary>The <c>tls</c> table of an endpoint; files are PEM, or PKCS#12 where the name ends in .pfx or .p12, and are read when the endpoints open and at a reload.</summary>
internal sealed record ApiTlsOptions
{
    /// <summary>The server's certificate with its chain.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Its key; null where <see cref="CertificateFile"/> has it too.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What decrypts the key, or the PKCS#12 file.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>Roots that a client's certificate must lead to. Null: clients show none.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>Whether a client without a certificate is refused where <see cref="ClientCaFile"/> is given; else it may come without one, but not with a bad one.</summary>
    public bool RequireClientCertificate { get; init; } = true;

    /// <summary>Oldest version spoken.</summary>
    public SslProtocols MinVersion { get; init; } = SslProtocols.Tls12;

    /// <summary>Not the password.</summary>
    public override string ToString() => $"{nameof(ApiTlsOptions)} {CertificateFile}";
}
