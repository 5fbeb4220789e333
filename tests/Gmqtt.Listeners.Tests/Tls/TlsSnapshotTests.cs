using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Listeners.Tls;

namespace Gmqtt.Listeners.Tests.Tls;

public sealed class TlsSnapshotTests : IDisposable
{
    private readonly TestAuthority _authority = new TestAuthority().WithServer();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Certificate_and_key_may_be_in_one_file()
    {
        var both = File.ReadAllText(_authority.PathOf("server.crt")) + "\n" + File.ReadAllText(_authority.PathOf("server.key"));
        var options = _authority.Options with { CertificateFile = _authority.Write("both.pem", both), KeyFile = null };
        Assert.True(Load(options).Certificate.HasPrivateKey);
    }

    [Fact]
    public void An_encrypted_key_needs_its_password()
    {
        using var certificate = X509Certificate2.CreateFromPemFile(_authority.PathOf("server.crt"), _authority.PathOf("server.key"));
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10);
        var key = certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem("secret", parameters);
        var options = _authority.Options with { KeyFile = _authority.Write("encrypted.key", key), KeyPassword = "secret" };
        Assert.True(Load(options).Certificate.HasPrivateKey);
        Assert.ThrowsAny<CryptographicException>(() => Load(options with { KeyPassword = "wrong" }));
        Assert.ThrowsAny<CryptographicException>(() => Load(options with { KeyPassword = null }));
    }

    [Fact]
    public void PKCS_12_is_read_too()
    {
        using var certificate = X509Certificate2.CreateFromPemFile(_authority.PathOf("server.crt"), _authority.PathOf("server.key"));
        File.WriteAllBytes(_authority.PathOf("server.pfx"), certificate.Export(X509ContentType.Pkcs12, "secret"));
        var options = new TlsOptions { CertificateFile = _authority.PathOf("server.pfx"), KeyPassword = "secret" };
        Assert.Equal("CN=localhost", Load(options).Certificate.Subject);
        Assert.ThrowsAny<CryptographicException>(() => Load(options with { KeyPassword = "wrong" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void A_CA_file_without_a_certificate_is_an_error_and_not_everyone_s_trust(string content) =>
        Assert.ThrowsAny<CryptographicException>(() => Load(_authority.Options with { ClientCaFile = _authority.Write("ca.pem", content) }));

    [Theory]
    [InlineData("nothing at all")]
    [InlineData("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void A_revocation_list_that_cannot_be_read_is_an_error_and_not_an_empty_list(string content)
    {
        var options = _authority.Options with { ClientCaFile = _authority.RootFile, ClientRevocationFile = _authority.Write("bad.crl", content) };
        Assert.ThrowsAny<CryptographicException>(() => Load(options));
    }

    [Fact]
    public void A_revocation_list_may_be_PEM_or_DER()
    {
        using var certificate = _authority.Client("CN=device-1");
        var pem = File.ReadAllText(_authority.Revoke(certificate));
        var der = Convert.FromBase64String(string.Concat(pem.Split('\n').Where(line => !line.StartsWith('-'))));
        Assert.True(RevocationList.Parse(System.Text.Encoding.ASCII.GetBytes(pem)).IsRevoked(certificate));
        Assert.True(RevocationList.Parse(der).IsRevoked(certificate));
        using var other = _authority.Client("CN=device-2");
        Assert.False(RevocationList.Parse(der).IsRevoked(other));
    }

    [Fact]
    public void The_options_text_does_not_have_the_password() =>
        Assert.DoesNotContain("secret", (_authority.Options with { KeyPassword = "secret" }).ToString());

    private static TlsSnapshot Load(TlsOptions options) => TlsSnapshot.Load(options, TlsFiles.Read(options));
}
