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
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.CertificateFile);
            var certificate = Usable(X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile ?? options.CertificateFile));
            return new SslServerAuthenticationOptions
            {
                // Offline: a handshake must not wait for an issuer's web server.
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
                ClientCertificateRequired = options.ClientCaFile is not null,
                CertificateChainPolicy = options.ClientCaFile is { } roots ? ClientPolicy(roots) : null,
                RemoteCertificateValidationCallback = options.ClientCaFile is null ? null : IsTrusted,
            };
        }
        catch (ArgumentException exception)
        {
            // What .NET says to a PEM file without a certificate or key in it.
            throw new CryptographicException(exception.Message, exception);
        }
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
}
