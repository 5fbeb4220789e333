using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.Interop.Tests.Live;

/// <summary>A certificate authority of the test's own, its files in a temporary folder.</summary>
internal sealed class Certificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private static readonly DateTimeOffset From = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset Until = DateTimeOffset.UnixEpoch.AddYears(79);

    private readonly string _folder;
    private int _serial;

    public Certificates(string folder)
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Interop Root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Root = request.CreateSelfSigned(From, Until);
        RootFile = Write("root.pem", Root.ExportCertificatePem());
        Server = Issue("localhost", ServerAuthentication);
    }

    public X509Certificate2 Root { get; }

    public string RootFile { get; }

    /// <summary>For localhost and 127.0.0.1.</summary>
    public (string File, string KeyFile) Server { get; }

    public (string File, string KeyFile) Client(string commonName) => Issue(commonName, ClientAuthentication);

    public void Dispose() => Root.Dispose();

    private (string File, string KeyFile) Issue(string commonName, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + commonName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(commonName);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(Root, From, Until, [0x40, 1, 2, (byte)Interlocked.Increment(ref _serial)]);
        return (Write(commonName + ".pem", certificate.ExportCertificatePem()), Write(commonName + ".key", key.ExportPkcs8PrivateKeyPem()));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
