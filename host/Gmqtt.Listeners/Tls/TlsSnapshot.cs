using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gmqtt.Listeners.Tls;

/// <summary>Certificate, roots and revocations as they are at one moment: what one handshake goes by. Immutable.</summary>
internal sealed class TlsSnapshot
{
    private readonly TlsOptions _options;
    private readonly RevocationList? _revocations;

    private TlsSnapshot(TlsOptions options, TlsFiles files)
    {
        _options = options;
        Fingerprint = files.Fingerprint;
        var chain = new X509Certificate2Collection();
        Certificate = LoadCertificate(options, files, chain);
        _revocations = files.Revocation is { } list ? RevocationList.Parse(list) : null;
        Authentication = new SslServerAuthenticationOptions
        {
            // Offline: the handshake must not wait for an issuer's web server.
            ServerCertificateContext = SslStreamCertificateContext.Create(Certificate, chain, offline: true),
            EnabledSslProtocols = options.MinVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            ClientCertificateRequired = files.ClientCa is not null,
            CertificateChainPolicy = files.ClientCa is { } roots ? ClientPolicy(roots) : null,
            RemoteCertificateValidationCallback = Validate,
        };
    }

    public string Fingerprint { get; }

    public X509Certificate2 Certificate { get; }

    public SslServerAuthenticationOptions Authentication { get; }

    public DateTimeOffset? RevocationsExpire => _revocations?.NextUpdate;

    /// <exception cref="CryptographicException">Certificate, key, roots or revocations cannot be used.</exception>
    public static TlsSnapshot Load(TlsOptions options, TlsFiles files)
    {
        try
        {
            return new TlsSnapshot(options, files);
        }
        catch (ArgumentException exception)
        {
            // What .NET says to a PEM file without a certificate or key in it.
            throw new CryptographicException(exception.Message, exception);
        }
    }

    private static X509Certificate2 LoadCertificate(TlsOptions options, TlsFiles files, X509Certificate2Collection chain)
    {
        if (Path.GetExtension(options.CertificateFile).ToUpperInvariant() is ".PFX" or ".P12")
        {
            chain.AddRange(X509CertificateLoader.LoadPkcs12Collection(files.Certificate, options.KeyPassword));
            return chain.FirstOrDefault(certificate => certificate.HasPrivateKey)
                ?? throw new CryptographicException($"{options.CertificateFile} has no private key.");
        }

        var pem = Encoding.UTF8.GetString(files.Certificate);
        var key = files.Key is { } keyFile ? Encoding.UTF8.GetString(keyFile) : pem;
        chain.ImportFromPem(pem);
        var certificate = options.KeyPassword is { } password
            ? X509Certificate2.CreateFromEncryptedPem(pem, key, password)
            : X509Certificate2.CreateFromPem(pem, key);

        // Windows cannot use a key that is in memory only.
        return OperatingSystem.IsWindows()
            ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)
            : certificate;
    }

    private static X509ChainPolicy ClientPolicy(byte[] roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(roots));
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new CryptographicException("The client CA file has no certificate in it.");
    }

    /// <summary>On any thread, inside the handshake; says on the stream why not.</summary>
    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var rejection = certificate is null ? RejectMissing() : RejectUntrusted(chain, errors);
        ((ClientTlsStream)sender).Rejection = rejection;
        return rejection is null;
    }

    private string? RejectMissing() =>
        _options.RequireClientCertificate ? "it showed no client certificate, and the listener requires one" : null;

    private string? RejectUntrusted(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None || chain is null)
        {
            var status = chain is null ? string.Empty : string.Join(", ", chain.ChainStatus.Select(entry => entry.Status));
            return $"its client certificate is not accepted: {errors} {status}".TrimEnd();
        }

        var revoked = chain.ChainElements.FirstOrDefault(element => _revocations?.IsRevoked(element.Certificate) == true);
        return revoked is null ? null : $"its client certificate is revoked: {revoked.Certificate.Subject}";
    }
}
