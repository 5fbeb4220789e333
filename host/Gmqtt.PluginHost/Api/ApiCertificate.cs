using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.PluginHost.Api;

/// <summary>What TLS handshakes of one endpoint go by. Handshakes read <see cref="Current"/>; a reload exchanges it.</summary>
internal sealed class ApiCertificate
{
    private readonly ApiTlsOptions _options;
    private volatile SslServerAuthenticationOptions _current;

    /// <exception cref="CryptographicException">A file has not what it should have.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor by this user.</exception>
    public ApiCertificate(ApiTlsOptions options)
    {
        _options = options;
        _current = Load(options);
    }

    public SslServerAuthenticationOptions Current => _current;

    /// <summary>Reads the files again; throws as the constructor does, and then the old ones stay.</summary>
    public void Reload() => _current = Load(_options);

    private static SslServerAuthenticationOptions Load(ApiTlsOptions options)
    {
        try
        {
            var (certificate, chain) = IsPkcs12(options.CertificateFile) ? ReadPkcs12(options) : ReadPem(options);
            return new SslServerAuthenticationOptions
            {
                // Offline: a handshake must not wait for an issuer's web server.
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
                EnabledSslProtocols = options.MinVersion == SslProtocols.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
                ClientCertificateRequired = options.ClientCaFile is not null,
                CertificateChainPolicy = options.ClientCaFile is { } roots ? ClientPolicy(roots) : null,
                RemoteCertificateValidationCallback = options.ClientCaFile is null ? null : options.RequireClientCertificate ? IsTrusted : IsTrustedOrNone,
            };
        }
        catch (ArgumentException exception)
        {
            // What .NET says to a PEM file without a certificate or key in it.
            throw new CryptographicException(exception.Message, exception);
        }
    }

    private static bool IsPkcs12(string file) => Path.GetExtension(file).ToLowerInvariant() is ".pfx" or ".p12";

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadPkcs12(ApiTlsOptions options)
    {
        var chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.CertificateFile, options.KeyPassword);
        return (chain.FirstOrDefault(c => c.HasPrivateKey) ?? throw new CryptographicException($"{options.CertificateFile} has no private key in it."), chain);
    }

    private static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadPem(ApiTlsOptions options)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.CertificateFile);
        var key = options.KeyFile ?? options.CertificateFile;
        var certificate = options.KeyPassword is { } password
            ? X509Certificate2.CreateFromEncryptedPemFile(options.CertificateFile, password, key)
            : X509Certificate2.CreateFromPemFile(options.CertificateFile, key);
        return (Usable(certificate), chain);
    }

    /// <summary>Windows cannot use a key that is in memory only.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
        => OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null) : certificate;

    private static X509ChainPolicy ClientPolicy(string file)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy.CustomTrustStore.Count > 0 ? policy : throw new CryptographicException($"{file} has no certificate in it.");
    }

    private static bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        => certificate is not null && errors == SslPolicyErrors.None;

    private static bool IsTrustedOrNone(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        => certificate is null || errors == SslPolicyErrors.None;
}
