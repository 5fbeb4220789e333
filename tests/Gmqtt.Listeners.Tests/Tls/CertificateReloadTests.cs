using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Listeners.Tests.Tls;

public sealed class CertificateReloadTests : IDisposable
{
    private readonly TestAuthority _authority = new TestAuthority().WithServer("CN=first");
    private readonly LogCollector _logs = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_new_certificate_serves_new_connections_and_old_ones_stay()
    {
        await using var listening = await StartAsync();
        await using var old = await TlsTests.ConnectAsync(listening);
        _authority.WithServer("CN=second");
        listening.Set.ReloadCertificates();
        await using var fresh = await TlsTests.ConnectAsync(listening);
        Assert.Equal("CN=second", fresh.RemoteCertificate!.Subject);
        Assert.Equal("CN=first", old.RemoteCertificate!.Subject);
        await TlsTests.AssertEchoesAsync(old);
        await TlsTests.AssertEchoesAsync(fresh);
    }

    [Fact]
    public async Task Changed_files_are_found_within_seconds_without_being_told()
    {
        await using var listening = await StartAsync();
        _authority.WithServer("CN=second");
        _time.Advance(TimeSpan.FromSeconds(5));
        await using var fresh = await TlsTests.ConnectAsync(listening);
        Assert.Equal("CN=second", fresh.RemoteCertificate!.Subject);
    }

    [Theory]
    [InlineData("server.crt", "no certificate at all")]
    [InlineData("server.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public async Task Files_that_cannot_be_used_change_nothing_and_are_reported_once(string file, string content)
    {
        await using var listening = await StartAsync();
        _authority.Write(file, content);
        _time.Advance(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("Staying with CN=first", Assert.Single(_logs.Lines(3021)));
        await using var client = await TlsTests.ConnectAsync(listening);
        Assert.Equal("CN=first", client.RemoteCertificate!.Subject);

        _authority.WithServer("CN=second");
        _time.Advance(TimeSpan.FromSeconds(5));
        await using var fresh = await TlsTests.ConnectAsync(listening);
        Assert.Equal("CN=second", fresh.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task A_renewal_that_has_written_one_of_two_files_waits_for_the_other()
    {
        await using var listening = await StartAsync();
        var oldKey = File.ReadAllText(_authority.PathOf("server.key"));
        _authority.WithServer("CN=second");
        var newKey = File.ReadAllText(_authority.PathOf("server.key"));
        _authority.Write("server.key", oldKey);
        listening.Set.ReloadCertificates();
        Assert.Single(_logs.Lines(3021));
        _authority.Write("server.key", newKey);
        _time.Advance(TimeSpan.FromSeconds(5));
        await using var fresh = await TlsTests.ConnectAsync(listening);
        Assert.Equal("CN=second", fresh.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task A_file_that_has_vanished_changes_nothing()
    {
        await using var listening = await StartAsync();
        File.Delete(_authority.PathOf("server.crt"));
        _time.Advance(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_logs.Lines(3021));
        await using var client = await TlsTests.ConnectAsync(listening);
        await TlsTests.AssertEchoesAsync(client);
    }

    private Task<Listening> StartAsync() =>
        Listening.StartAsync(
            TransportKind.Epoll,
            Echo.RunAsync,
            Listening.Loopback with { Tls = _authority.Options with { ReloadInterval = TimeSpan.FromSeconds(5) } },
            _logs,
            _time);
}
