using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gmqtt.Auth.Tests.Sources;

public sealed class CertificateTests
{
    private const string Rules = "rules:\n- {allow: all, topics: 'own/%u', roles: machine}";

    [Theory]
    [InlineData("CN=pump-1,O=Works", "", 0)]
    [InlineData("CN=pump-1", "require_account = true", 0x86)]
    [InlineData("CN=alice", "require_account = true", 0)]
    [InlineData("O=Works", "", 0x86)]
    [InlineData("CN=a,CN=b", "", 0x86)]
    [InlineData("CN=#", "", 0x86)]
    public async Task The_common_name_is_the_user(string subject, string toml, byte code)
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules, toml: $"sources = [\"certificate\", \"accounts\"]\n[plugins.auth.certificate]\nroles = [\"machine\"]\n{toml}\n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(subject.Replace("#", "\\#", StringComparison.Ordinal), key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var client = auth.Broker.Open(certificate: certificate);
        await client.SendAsync(AuthBroker.Login("c", "whoever-i-say", null));
        Assert.Equal(code, (await client.ReadAsync(2)).Body[1]);
        if (code != 0) return;
        var name = auth.Broker.Services.ClientService.GetClient("c")!.Username;
        Assert.Equal(subject.Split('=', ',')[1], name);
        Assert.Equal([0], (await client.SubscribeAsync($"own/{name}")).ReasonCodes);
        Assert.Equal([0x87], (await client.SubscribeAsync("own/other")).ReasonCodes);
    }

    [Fact]
    public async Task Without_a_certificate_the_next_source_is_asked()
    {
        await using var auth = await AuthBroker.StartAsync(toml: "sources = [\"certificate\", \"accounts\"]\n");
        Assert.Equal(0, (await auth.TryConnectAsync("c", "alice", "alice")).Code);
        Assert.Equal(0x86, (await auth.TryConnectAsync("c", "pump-1", null)).Code);
    }

    [Fact]
    public async Task Where_certificates_are_not_judged_here_the_name_that_the_listener_took_from_one_counts()
    {
        await using var auth = await AuthBroker.StartAsync(rules: "rules:\n- {allow: all, topics: 'own/%u'}");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=pump-1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var client = auth.Broker.Open(listener: new() { Name = "tls", AllowAnonymous = true }, certificate: certificate, certificateUsername: "pump-1");
        await client.SendAsync(AuthBroker.Login("c", null, null));
        Assert.Equal(0, (await client.ReadAsync(2)).Body[1]);
        Assert.Equal([0], (await client.SubscribeAsync("own/pump-1")).ReasonCodes);
    }
}
