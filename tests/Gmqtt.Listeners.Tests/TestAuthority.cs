using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.Listeners.Tests;

/// <summary>A certificate authority in a temporary folder.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset Until = DateTimeOffset.UnixEpoch.AddYears(100);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gmqtt-tls-");
    private readonly X509Certificate2 _root;
    private int _serial;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(From, Until);
        RootFile = Write("root.pem", _root.ExportCertificatePem());
    }

    public string RootFile { get; }

    public TlsOptions Options => new() { CertificateFile = PathOf("server.crt"), KeyFile = PathOf("server.key"), ReloadInterval = TimeSpan.Zero };

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return PathOf(name);
    }

    /// <summary>Writes server.crt and server.key.</summary>
    public TestAuthority WithServer(string subject = "CN=localhost")
    {
        using var certificate = Issue(subject, "1.3.6.1.5.5.7.3.1", san => san.AddDnsName("localhost"));
        Write("server.crt", certificate.ExportCertificatePem());
        Write("server.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return this;
    }

    public X509Certificate2 Client(string subject, Action<SubjectAlternativeNameBuilder>? names = null, DateTimeOffset? until = null) =>
        Issue(subject, "1.3.6.1.5.5.7.3.2", names, until);

    public X509Certificate2 Issue(
        string subject, string purpose, Action<SubjectAlternativeNameBuilder>? names = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_root, true, false));
        if (names is not null)
        {
            var builder = new SubjectAlternativeNameBuilder();
            names(builder);
            request.CertificateExtensions.Add(builder.Build());
        }

        using var issued = request.Create(_root, From, until ?? Until, [0x40, 1, 2, (byte)++_serial]);
        return issued.CopyWithPrivateKey(key);
    }

    public string Revoke(X509Certificate2 certificate)
    {
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry(certificate);
        var list = builder.Build(_root, 1, Until, HashAlgorithmName.SHA256);
        return Write("revoked.crl", PemEncoding.WriteString("X509 CRL", list));
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Delete(recursive: true);
    }
}
