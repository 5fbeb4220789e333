using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.Broker.Connections;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Listeners.Tests.Tls;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new TestAuthority().WithServer();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task MQTT_inside_TLS_arrives_and_returns_whole(TransportKind kind)
    {
        await using var listening = await StartAsync(_authority.Options, kind: kind);
        await using var client = await ConnectAsync(listening);
        var sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        sent[0] = 0x10;
        var sending = client.WriteAsync(sent);
        var received = new byte[sent.Length];
        await client.ReadExactlyAsync(received);
        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task TLS_1_2_and_1_3_are_spoken(SslProtocols version)
    {
        await using var listening = await StartAsync(_authority.Options);
        await using var client = await ConnectAsync(listening, version: version);
        Assert.Equal(version, client.SslProtocol);
        await AssertEchoesAsync(client);
    }

    [Fact]
    public async Task With_1_3_as_the_oldest_version_1_2_is_refused()
    {
        await using var listening = await StartAsync(_authority.Options with { MinVersion = SslProtocols.Tls13 });
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(listening, version: SslProtocols.Tls12));
        await using var client = await ConnectAsync(listening, version: SslProtocols.Tls13);
        await AssertEchoesAsync(client);
    }

    [Fact]
    public async Task TLS_1_1_and_older_are_refused()
    {
        // A ClientHello of TLS 1.1, without extensions: record, handshake, version 3.2, random, no session, one suite, no compression.
        byte[] hello = [0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2, .. new byte[32], 0, 0, 2, 0, 0x2F, 1, 0];
        var logs = new LogCollector();
        await using var listening = await StartAsync(_authority.Options, logs);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(hello);
        var answer = await socket.ReceiveToEndAsync();
        Assert.True(answer is [] or [0x15, ..], "only an alert comes back");
        await logs.SeenAsync(3010);
        Assert.Contains("TLS handshake failed", Assert.Single(logs.Lines(3010)));
    }

    [Fact]
    public async Task MQTT_without_TLS_is_refused_where_a_certificate_is_configured()
    {
        var logs = new LogCollector();
        await using var listening = await StartAsync(_authority.Options, logs);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        Assert.Empty(await socket.ReceiveToEndAsync());
        Assert.Contains("speaks MQTT without TLS, but this listener requires TLS", Assert.Single(logs.Lines(3010)));
    }

    [Fact]
    public async Task Where_TLS_is_optional_one_port_serves_both()
    {
        await using var listening = await StartAsync(_authority.Options with { Optional = true });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        Assert.Equal([0x10], await socket.ReceiveExactlyAsync(1));
        await using var client = await ConnectAsync(listening);
        await AssertEchoesAsync(client);
    }

    [Fact]
    public async Task A_handshake_that_stalls_ends_at_the_deadline()
    {
        var logs = new LogCollector();
        var time = new FakeTimeProvider();
        await using var listening = await StartAsync(_authority.Options, logs, time: time);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(await RecordHelloAsync());
        await socket.ReceiveExactlyAsync(1); // the server's answer has begun
        time.Advance(TimeSpan.FromSeconds(11));
        await socket.ReceiveToEndAsync();
        await logs.SeenAsync(3010);
        Assert.Contains("TLS handshake not done in 00:00:10", Assert.Single(logs.Lines(3010)));
    }

    [Fact]
    public async Task Handshakes_above_the_bound_are_closed()
    {
        var logs = new LogCollector();
        await using var listening = await StartAsync(_authority.Options with { MaxConcurrentHandshakes = 1 }, logs);
        using var slow = await listening.ConnectAsync();
        await slow.SendAsync(new byte[] { 0x16 });

        // The one slot is taken once a second hello is turned away.
        var attempts = 0;
        while (!await IsTurnedAwayAsync(listening)) Assert.True(++attempts < 100, "the second handshake is not refused");
        Assert.Contains("1 TLS handshakes are under way already", Assert.Single(logs.Lines(3010)));
        slow.Dispose();
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the slow one has left");
        await using var client = await ConnectAsync(listening);
        await AssertEchoesAsync(client);

        static async Task<bool> IsTurnedAwayAsync(Listening listening)
        {
            using var socket = await listening.ConnectAsync();
            socket.Send([0x16]);
            return socket.Poll(TimeSpan.FromMilliseconds(200), System.Net.Sockets.SelectMode.SelectRead);
        }
    }

    [Fact]
    public async Task TLS_inside_TLS_and_garbage_inside_TLS_are_closed()
    {
        var logs = new LogCollector();
        await using var listening = await StartAsync(_authority.Options, logs);
        await using var client = await ConnectAsync(listening);
        await client.WriteAsync(new byte[] { 0xFF, 0xFF });
        Assert.Equal(0, await client.ReadAsync(new byte[1]));
        await using var nested = await ConnectAsync(listening);
        await nested.WriteAsync(new byte[] { 0x16, 3, 1 });
        Assert.Equal(0, await nested.ReadAsync(new byte[1]));
        Assert.Contains("speaks something that is neither", Assert.Single(logs.Lines(3010), line => line.Contains("neither")));
    }

    [Fact]
    public async Task The_end_of_the_output_reaches_the_client_as_close_notify()
    {
        await using var listening = await StartAsync(_authority.Options, handler: async transport =>
        {
            await transport.Output.WriteAsync(new byte[] { 0x20 });
            await transport.Output.CompleteAsync();
        });
        await using var client = await ConnectAsync(listening);
        await client.WriteAsync(new byte[] { 0x10 });
        await client.ReadExactlyAsync(new byte[1]);
        Assert.Equal(0, await client.ReadAsync(new byte[1]));
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_client_that_leaves_without_close_notify_ends_the_input_without_an_exception(TransportKind kind)
    {
        var ended = new TaskCompletionSource<bool>();
        var logs = new LogCollector();
        await using var listening = await StartAsync(_authority.Options, logs, kind, handler: async transport =>
        {
            await Echo.RunAsync(transport);
            ended.SetResult(true);
        });
        var socket = await listening.ConnectAsync();
        var client = await AuthenticateAsync(socket);
        await AssertEchoesAsync(client);
        socket.Reset();
        Assert.True(await ended.Task);
        Assert.Empty(logs.Lines(3006));
    }

    [Fact]
    public async Task A_read_cancelled_inside_TLS_can_be_followed_by_another()
    {
        var waiting = new TaskCompletionSource<ITransport>();
        await using var listening = await StartAsync(_authority.Options, handler: async transport =>
        {
            var first = await transport.Input.ReadAsync();
            transport.Input.AdvanceTo(first.Buffer.End);
            var read = transport.Input.ReadAsync();
            waiting.SetResult(transport);
            Assert.True((await read).IsCanceled);
            await Echo.RunAsync(transport);
        });
        await using var client = await ConnectAsync(listening);
        await client.WriteAsync(new byte[] { 0x10 });
        (await waiting.Task).Input.CancelPendingRead();
        await AssertEchoesAsync(client);
    }

    /// <summary>The ClientHello of an ordinary client.</summary>
    private static async Task<byte[]> RecordHelloAsync()
    {
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        using var server = await listener.AcceptAsync();
        var handshake = AuthenticateAsync(client);
        var head = await server.ReceiveExactlyAsync(5);
        byte[] hello = [.. head, .. await server.ReceiveExactlyAsync((head[3] << 8) | head[4])];
        server.Dispose();
        await Record.ExceptionAsync(() => handshake);
        return hello;
    }

    internal static async Task<SslStream> ConnectAsync(
        Listening listening, X509Certificate2? certificate = null, SslProtocols version = SslProtocols.None) =>
        await AuthenticateAsync(await listening.ConnectAsync(), certificate, version);

    internal static async Task AssertEchoesAsync(SslStream client)
    {
        await client.WriteAsync(new byte[] { 0x10, 1, 2 });
        var received = new byte[3];
        await client.ReadExactlyAsync(received);
        Assert.Equal([0x10, 1, 2], received);
    }

    private static async Task<SslStream> AuthenticateAsync(
        System.Net.Sockets.Socket socket, X509Certificate2? certificate = null, SslProtocols version = SslProtocols.None)
    {
        var stream = new SslStream(new System.Net.Sockets.NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = version,
            ClientCertificates = certificate is null ? null : [certificate],
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        });
        return stream;
    }

    private static Task<Listening> StartAsync(
        TlsOptions tls,
        LogCollector? logs = null,
        TransportKind kind = TransportKind.Epoll,
        TimeProvider? time = null,
        Func<ITransport, Task>? handler = null) =>
        Listening.StartAsync(kind, handler ?? Echo.RunAsync, Listening.Loopback with { Tls = tls }, logs, time);
}
