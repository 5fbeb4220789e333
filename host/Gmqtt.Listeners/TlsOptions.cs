using System.Security.Authentication;

namespace Gmqtt.Listeners;

/// <summary>
/// The <c>[listeners.tls]</c> table. Files are read again when their content changes, and at <see cref="ListenerSet.ReloadCertificates"/>.
/// </summary>
public sealed record TlsOptions
{
    /// <summary>The server's certificate with its chain: PEM, or PKCS#12 where the name ends in .pfx or .p12.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>The private key, PEM; null where <see cref="CertificateFile"/> has it too.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Decrypts the key; null for none.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>Roots (PEM, one or more) that a client's certificate must lead to; the system's roots are never asked.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>
    /// Whether a client without a certificate is refused. With false and <see cref="ClientCaFile"/> it may show one, and then it must be
    /// good.
    /// </summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>Revoked client certificates, PEM or DER; null for none.</summary>
    public string? ClientRevocationFile { get; init; }

    /// <summary>Which part of a verified client certificate is the user name.</summary>
    public CertificateUsernameSource UsernameFromCertificate { get; init; }

    /// <summary>Oldest version spoken; only TLS 1.2 and 1.3 are accepted values.</summary>
    public SslProtocols MinVersion { get; init; } = SslProtocols.Tls12;

    /// <summary>Whether clients without TLS are served on the same port too. False refuses them.</summary>
    public bool Optional { get; init; }

    /// <summary>TLS handshakes of this listener under way at once; more are closed at once.</summary>
    public int MaxConcurrentHandshakes { get; init; } = 1024;

    /// <summary>
    /// How often the files are looked at; <see cref="TimeSpan.Zero"/> leaves it to <see cref="ListenerSet.ReloadCertificates"/>.
    /// </summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Names the certificate only: a record's own text would have the password in it.</summary>
    /// <returns>The file's name.</returns>
    public override string ToString() => $"{nameof(TlsOptions)} {CertificateFile}";
}
