using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests.Tls;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new TestAuthority().WithServer();
    private readonly LogCollector _logs = new();
    private ITransport? _seen;

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_good_certificate_comes_with_the_transport()
    {
        await using var listening = await StartAsync();
        using var certificate = _authority.Client("CN=device-1");
        await using var client = await TlsTests.ConnectAsync(listening, certificate);
        await TlsTests.AssertEchoesAsync(client);
        Assert.Equal(certificate.Thumbprint, _seen!.Certificate!.Thumbprint);
        Assert.Null(_seen.CertificateUsername);
    }

    [Fact]
    public async Task Without_a_certificate_there_is_no_connection_where_one_is_required()
    {
        await using var listening = await StartAsync();
        await AssertRefusedAsync(listening, certificate: null, "it showed no client certificate, and the listener requires one");
    }

    [Fact]
    public async Task Where_none_is_required_one_may_be_left_out_but_a_bad_one_is_refused()
    {
        await using var listening = await StartAsync(tls => tls with { RequireClientCertificate = false });
        await using var client = await TlsTests.ConnectAsync(listening);
        await TlsTests.AssertEchoesAsync(client);
        Assert.Null(_seen!.Certificate);
        using var other = new TestAuthority();
        using var foreign = other.Client("CN=device-1");
        await AssertRefusedAsync(listening, foreign, "its client certificate is not accepted");
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        await using var listening = await StartAsync();
        using var other = new TestAuthority();
        using var certificate = other.Client("CN=device-1");
        await AssertRefusedAsync(listening, certificate, "its client certificate is not accepted");
    }

    [Fact]
    public async Task An_expired_certificate_is_refused()
    {
        await using var listening = await StartAsync();
        using var certificate = _authority.Client("CN=device-1", until: DateTimeOffset.UnixEpoch.AddYears(51));
        await AssertRefusedAsync(listening, certificate, "NotTimeValid");
    }

    [Fact]
    public async Task A_certificate_made_for_servers_is_refused()
    {
        await using var listening = await StartAsync();
        using var certificate = _authority.Issue("CN=device-1", "1.3.6.1.5.5.7.3.1");
        await AssertRefusedAsync(listening, certificate, "NotValidForUsage");
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_and_others_are_not()
    {
        using var revoked = _authority.Client("CN=device-1");
        using var good = _authority.Client("CN=device-2");
        var list = _authority.Revoke(revoked);
        await using var listening = await StartAsync(tls => tls with { ClientRevocationFile = list });
        await AssertRefusedAsync(listening, revoked, "its client certificate is revoked: CN=device-1");
        await using var client = await TlsTests.ConnectAsync(listening, good);
        await TlsTests.AssertEchoesAsync(client);
    }

    [Theory]
    [InlineData(CertificateUsernameSource.CommonName, "CN=device-1, O=Somebody", "device-1")]
    [InlineData(CertificateUsernameSource.CommonName, "CN=Gerät-ä, O=Somebody", "Gerät-ä")]
    [InlineData(CertificateUsernameSource.Subject, "CN=device-1, O=Somebody", "CN=device-1, O=Somebody")]
    [InlineData(CertificateUsernameSource.SubjectAlternativeName, "CN=device-1", "device-1.example.org")]
    [InlineData(CertificateUsernameSource.None, "CN=device-1", null)]
    public async Task The_user_name_is_the_configured_part(CertificateUsernameSource source, string subject, string? expected)
    {
        await using var listening = await StartAsync(tls => tls with { UsernameFromCertificate = source });
        using var certificate = _authority.Client(subject, names =>
        {
            names.AddIpAddress(System.Net.IPAddress.Loopback);
            names.AddDnsName("device-1.example.org");
        });
        await using var client = await TlsTests.ConnectAsync(listening, certificate);
        await TlsTests.AssertEchoesAsync(client);
        Assert.Equal(expected, _seen!.CertificateUsername);
    }

    [Theory]
    [InlineData(CertificateUsernameSource.CommonName, "CN=\"device/#\"", "U+0023")]
    [InlineData(CertificateUsernameSource.CommonName, "CN=a+b", "U+002B")]
    [InlineData(CertificateUsernameSource.CommonName, "O=Somebody", "no single CommonName")]
    [InlineData(CertificateUsernameSource.CommonName, "CN=one, CN=two", "no single CommonName")]
    [InlineData(CertificateUsernameSource.CommonName, "CN=\"a\nb\"", "U+000A")]
    [InlineData(CertificateUsernameSource.SubjectAlternativeName, "CN=device-1", "no single SubjectAlternativeName")]
    public async Task A_certificate_without_a_usable_name_is_refused(CertificateUsernameSource source, string subject, string expected)
    {
        await using var listening = await StartAsync(tls => tls with { UsernameFromCertificate = source });
        using var certificate = _authority.Client(subject.Replace("a+b", "\"a+b\"", StringComparison.Ordinal));
        await AssertRefusedAsync(listening, certificate, expected);
    }

    private async Task AssertRefusedAsync(Listening listening, X509Certificate2? certificate, string expected)
    {
        try
        {
            // With TLS 1.3 the client is done before the server has looked at its certificate.
            await using var client = await TlsTests.ConnectAsync(listening, certificate);
            await client.WriteAsync(new byte[] { 0x10 });
            Assert.Equal(0, await client.ReadAsync(new byte[1]));
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The server's alert.
        }

        await _logs.SeenAsync(3010);
        Assert.Contains(expected, _logs.Lines(3010)[^1]);
    }

    private Task<Listening> StartAsync(Func<TlsOptions, TlsOptions>? change = null)
    {
        var tls = _authority.Options with { ClientCaFile = _authority.RootFile, RequireClientCertificate = true };
        return Listening.StartAsync(
            TransportKind.Epoll,
            transport =>
            {
                _seen = transport;
                return Echo.RunAsync(transport);
            },
            Listening.Loopback with { Tls = change?.Invoke(tls) ?? tls },
            _logs);
    }
}
