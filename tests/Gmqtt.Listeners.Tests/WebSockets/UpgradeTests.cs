using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Listeners.Tests.WebSockets;

public sealed class UpgradeTests
{
    private const int Refused = 3010;

    [Theory]
    [InlineData("mqtt", "mqtt")] // [MQTT-6.0.0-4]
    [InlineData("mqttv3.1", "mqttv3.1")]
    [InlineData("mqttv3.1, mqtt", "mqtt")]
    [InlineData("chat, mqtt", "mqtt")]
    public async Task The_subprotocol_that_is_offered_is_answered(string offered, string answered)
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        var head = await client.ExchangeAsync(RawWebSocket.Request(protocol: offered));
        Assert.StartsWith("HTTP/1.1 101 ", head);
        Assert.Contains($"\r\nSec-WebSocket-Protocol: {answered}\r\n", head);
        Assert.Contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head);
        Assert.DoesNotContain("\r\nServer:", head);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", head);
    }

    [Theory]
    [InlineData("GET /mqtt HTTP/1.1\r\nHost: a\r\n\r\n", 400, "no WebSocket")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 404, "HTTP request for /;")]
    [InlineData("GET /mqtt/ HTTP/1.1\r\nHost: a\r\n\r\n", 404, "HTTP request for /mqtt/;")]
    [InlineData("POST /mqtt HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 400, "no WebSocket")]
    [InlineData("GET /mqtt HTTP/1.1\r\n\r\n", 400, null)] // no Host: Kestrel answers
    public async Task Requests_that_are_no_upgrade_are_refused_in_HTTP(string request, int status, string? line)
    {
        var logs = new LogCollector();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, logs: logs);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        var head = await client.ExchangeAsync(request);
        Assert.StartsWith($"HTTP/1.1 {status} ", head);
        Assert.Contains("\r\nConnection: close\r\n", head);
        await client.Socket.ReceiveToEndAsync();
        if (line is not null)
        {
            Assert.Contains(line, Assert.Single(logs.Lines(Refused)));
        }

        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("chat")]
    [InlineData("MQTT")] // subprotocols are compared with their case
    public async Task An_upgrade_without_the_subprotocol_mqtt_is_refused(string? protocol)
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        Assert.StartsWith("HTTP/1.1 400 ", await client.ExchangeAsync(RawWebSocket.Request(protocol: protocol)));
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 12")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: short")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c")]
    public async Task A_handshake_that_is_not_RFC_6455_is_refused(string header, string other)
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        var head = await client.ExchangeAsync(RawWebSocket.Request().Replace(header, other, StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 400 ", head);
    }

    [Theory]
    [InlineData(null, "", true)] // not a web page
    [InlineData("http://127.0.0.1:3000", "", true)] // a page of this machine
    [InlineData("http://evil.example", "", false)]
    [InlineData("null", "", false)]
    [InlineData("http://evil.example", "https://good.example", false)]
    [InlineData("https://good.example", "https://good.example", true)]
    [InlineData("http://good.example", "https://good.example", false)]
    [InlineData("https://good.example.evil.example", "https://good.example", false)]
    [InlineData("http://evil.example", "*", true)]
    public async Task Pages_connect_from_allowed_origins_only(string? origin, string allowed, bool granted)
    {
        var options = Listening.Loopback with { WebSocket = new WebSocketOptions { Origins = allowed.Length == 0 ? [] : [allowed] } };
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, options);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        var head = await client.ExchangeAsync(RawWebSocket.Request(origin: origin));
        Assert.StartsWith(granted ? "HTTP/1.1 101 " : "HTTP/1.1 403 ", head);
    }

    [Fact]
    public async Task A_name_that_was_pointed_at_this_machine_does_not_count_as_this_machine()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        var request = RawWebSocket.Request(origin: "http://rebound.example:1883").Replace("127.0.0.1:1883", "rebound.example:1883", StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403 ", await client.ExchangeAsync(request));
    }

    [Fact]
    public async Task Other_paths_can_be_configured()
    {
        var options = Listening.Loopback with { WebSocket = new WebSocketOptions { Paths = ["/", "/ws"] } };
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, options);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        Assert.StartsWith("HTTP/1.1 101 ", await client.ExchangeAsync(RawWebSocket.Request(path: "/")));
        using var second = new RawWebSocket(await listening.ConnectAsync());
        Assert.StartsWith("HTTP/1.1 404 ", await second.ExchangeAsync(RawWebSocket.Request(path: "/mqtt")));
    }

    [Fact]
    public async Task Compression_is_not_negotiated()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        var head = await client.ExchangeAsync(RawWebSocket.Request(more: "Sec-WebSocket-Extensions: permessage-deflate\r\n"));
        Assert.StartsWith("HTTP/1.1 101 ", head);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", head);
    }

    [Theory]
    [InlineData(1024 * 1024, 1, 431)] // one huge header
    [InlineData(10, 100, 431)] // many small ones
    public async Task Too_many_or_too_large_headers_are_refused(int size, int count, int status)
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        var headers = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            headers.Append("X-Filler-").Append(i).Append(": ").Append('x', size).Append("\r\n");
        }

        // The answer may come, and the connection go, before the request is out.
        var sending = client.SendRawAsync(Encoding.ASCII.GetBytes(RawWebSocket.Request(more: headers.ToString())));
        Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadHeadAsync());
        await Record.ExceptionAsync(() => sending);
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task A_request_that_dribbles_in_ends_at_the_deadline(TransportKind kind)
    {
        var time = new FakeTimeProvider();
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync, time: time);
        using var client = new RawWebSocket(await listening.ConnectAsync());
        foreach (var one in Encoding.ASCII.GetBytes(RawWebSocket.Request())[..50])
        {
            await client.SendRawAsync([one]);
        }

        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 1, "the connection is accepted");
        time.Advance(TimeSpan.FromSeconds(11));
        await client.Socket.ReceiveToEndAsync();
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }

    [Fact]
    public async Task After_the_upgrade_the_deadline_is_off()
    {
        var time = new FakeTimeProvider();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, time: time);
        using var client = await RawWebSocket.ConnectAsync(listening);
        time.Advance(TimeSpan.FromMinutes(5));
        await client.SendAsync(RawWebSocket.Binary, [0x10]);
        Assert.Equal([0x10], await client.ReceiveContentAsync(1));
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("wss")]
    public async Task An_ordinary_client_connects(string scheme)
    {
        using var authority = new TestAuthority().WithServer();
        var options = Listening.Loopback with { Tls = scheme == "wss" ? authority.Options : null };
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, options);
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("mqtt");
        client.Options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        await client.ConnectAsync(new Uri($"{scheme}://127.0.0.1:{listening.EndPoint.Port}/mqtt"), CancellationToken.None);
        var sent = new byte[200_000];
        new Random(1).NextBytes(sent);
        var sending = client.SendAsync(sent, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        var received = new byte[sent.Length];
        for (var offset = 0; offset < received.Length;)
        {
            offset += (await client.ReceiveAsync(received.AsMemory(offset), CancellationToken.None)).Count;
        }

        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }
}
