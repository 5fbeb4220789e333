using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.Host.Tests.Configuration;

/// <summary>Certificates and keys are opened before the first client comes.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RSA _key = RSA.Create(2048);

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_good_pair_is_taken_with_paths_from_the_folder_of_the_file()
    {
        WriteCertificate("cert.pem", Some.Now.AddDays(-1), Some.Now.AddDays(1));
        _folder.Write("key.pem", _key.ExportPkcs8PrivateKeyPem());

        var configuration = Load("cert = \"cert.pem\"\nkey = \"key.pem\"");

        Assert.Empty(configuration.Problems);
        Assert.Equal(_folder.File("key.pem"), configuration.Options.Listeners[0].Tls!.KeyFile);
    }

    [Fact]
    public void An_expired_one_and_one_that_is_not_valid_yet_are_problems()
    {
        _folder.Write("key.pem", _key.ExportPkcs8PrivateKeyPem());
        WriteCertificate("old.pem", Some.Now.AddDays(-2), Some.Now.AddDays(-1));
        WriteCertificate("new.pem", Some.Now.AddDays(1), Some.Now.AddDays(2));

        Assert.Equal(
            $"{_folder.File("gmqtt.toml")}:4:1: listeners.0.tls.cert: {_folder.File("old.pem")} expired at 2026-11-22 04:22 UTC; put a new one there",
            Problem("cert = \"old.pem\"\nkey = \"key.pem\""));
        Assert.EndsWith(
            "new.pem is not valid before 2026-11-24 04:22 UTC; look at this machine's clock, or use another", Problem("cert = \"new.pem\"\nkey = \"key.pem\""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_certificate_is_a_problem_of_the_key()
    {
        WriteCertificate("cert.pem", Some.Now.AddDays(-1), Some.Now.AddDays(1));
        using var other = RSA.Create(2048);
        _folder.Write("other.pem", other.ExportPkcs8PrivateKeyPem());

        Assert.StartsWith(
            $"{_folder.File("gmqtt.toml")}:5:1: listeners.0.tls.key: {_folder.File("other.pem")} holds no key that belongs to {_folder.File("cert.pem")}",
            Problem("cert = \"cert.pem\"\nkey = \"other.pem\""), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_certificate_or_not_there_is_a_problem()
    {
        _folder.Write("key.pem", _key.ExportPkcs8PrivateKeyPem());
        _folder.Write("text.pem", "hello");

        Assert.Contains("text.pem holds no certificate", Problem("cert = \"text.pem\"\nkey = \"key.pem\""), StringComparison.Ordinal);
        Assert.Contains(":4:1: listeners.0.tls.cert: " + _folder.File("none.pem") + " does not exist", Problem("cert = \"none.pem\""), StringComparison.Ordinal);
        Assert.Contains(":3:2: listeners.0.tls.cert: missing", Problem("min_version = \"1.3\""), StringComparison.Ordinal);
    }

    [Fact]
    public void An_encrypted_key_needs_its_password_and_the_password_may_stand_in_a_file_and_is_never_printed()
    {
        WriteCertificate("cert.pem", Some.Now.AddDays(-1), Some.Now.AddDays(1));
        _folder.Write("key.pem", _key.ExportEncryptedPkcs8PrivateKeyPem("s3cret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));
        _folder.Write("password.txt", "s3cret\n");

        var configuration = Load("cert = \"cert.pem\"\nkey = \"key.pem\"\nkey_password_file = \"password.txt\"");

        Assert.Empty(configuration.Problems);
        Assert.Equal("s3cret", configuration.Options.Listeners[0].Tls!.KeyPassword);
        Assert.Equal("\"***\"", configuration.Values.Single(v => v.Path == "listeners.0.tls.key_password").Literal);
        Assert.EndsWith("key.pem is encrypted; write key_password_file", Problem("cert = \"cert.pem\"\nkey = \"key.pem\""), StringComparison.Ordinal);
        Assert.EndsWith("key.pem cannot be decrypted with key_password", Problem("cert = \"cert.pem\"\nkey = \"key.pem\"\nkey_password = \"wrong\""), StringComparison.Ordinal);
        Assert.Contains("key_password_file: key_password is set too; keep one of the two", Problem("cert = \"cert.pem\"\nkey = \"key.pem\"\nkey_password = \"s3cret\"\nkey_password_file = \"password.txt\"", 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_needs_roots_and_the_roots_must_be_certificates()
    {
        WriteCertificate("cert.pem", Some.Now.AddDays(-1), Some.Now.AddDays(1));
        _folder.Write("key.pem", _key.ExportPkcs8PrivateKeyPem());
        _folder.Write("ca.pem", "hello");

        Assert.EndsWith("listeners.0.tls.verify: nothing to verify with; write cacert = \"clients-ca.pem\" too", Problem("cert = \"cert.pem\"\nkey = \"key.pem\"\nverify = true"), StringComparison.Ordinal);
        Assert.Contains("ca.pem holds no certificate", Problem("cert = \"cert.pem\"\nkey = \"key.pem\"\ncacert = \"ca.pem\""), StringComparison.Ordinal);
    }

    private string Problem(string tls, int index = 0) => Load(tls).Problems[index].ToString();

    private Gmqtt.Host.Configuration.LoadedConfiguration Load(string tls) =>
        Some.Configuration(_folder, $"[[listeners]]\naddress = \"127.0.0.1:0\"\n[listeners.tls]\n{tls}");

    private void WriteCertificate(string name, DateTimeOffset from, DateTimeOffset to)
    {
        var request = new CertificateRequest("CN=localhost", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(from, to);
        _folder.Write(name, certificate.ExportCertificatePem());
    }
}
