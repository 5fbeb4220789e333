using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Listeners.Tests.Sniffing;

public sealed class ReceptionTests
{
    private const int Refused = 3010;

    [Theory]
    [InlineData("160301", "speaks TLS, but this listener has no certificate: add [listeners.tls]")]
    [InlineData("5353482d322e302d4f70656e5353480d0a", "speaks SSH")]
    [InlineData("300000", "neither a CONNECT packet, TLS nor HTTP")]
    [InlineData("deadbeef", "neither a CONNECT packet, TLS nor HTTP")]
    [InlineData("50524f58592054435034", "sent a PROXY header, but proxy_protocol is off here")]
    public async Task What_cannot_be_served_is_closed_with_one_clear_line(string sent, string expected)
    {
        var logs = new LogCollector();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, logs: logs);
        for (var i = 0; i < 3; i++)
        {
            using var socket = await listening.ConnectAsync();
            await socket.SendAsync(Convert.FromHexString(sent));
            Assert.Empty(await socket.ReceiveToEndAsync());
        }

        var line = Assert.Single(logs.Lines(Refused));
        Assert.StartsWith("127.0.0.1 on listener 127.0.0.1:0: ", line);
        Assert.Contains(expected, line);
        await Eventually.IsTrueAsync(() => listening.Set.Listeners[0].Refused == 3, "all three are counted");
    }

    [Fact]
    public async Task The_next_minute_has_its_own_line_which_counts_those_before()
    {
        var logs = new LogCollector();
        var time = new FakeTimeProvider();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, logs: logs, time: time);
        await SendGarbageAsync(listening);
        await SendGarbageAsync(listening);
        time.Advance(TimeSpan.FromSeconds(59));
        await SendGarbageAsync(listening);
        Assert.Single(logs.Lines(Refused));
        time.Advance(TimeSpan.FromSeconds(1));
        await SendGarbageAsync(listening);
        Assert.EndsWith("(2 more like it since the last such line)", logs.Lines(Refused)[1]);
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task Who_says_nothing_is_closed_when_the_deadline_has_passed(TransportKind kind)
    {
        var logs = new LogCollector();
        var time = new FakeTimeProvider();
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync, logs: logs, time: time);
        using var socket = await listening.ConnectAsync();
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 1, "the connection is accepted");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, listening.Set.ConnectionCount);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await socket.ReceiveToEndAsync());
        await logs.SeenAsync(Refused);
        Assert.Contains("sent nothing to tell a protocol by in 00:00:10", Assert.Single(logs.Lines(Refused)));
    }

    [Fact]
    public async Task Once_MQTT_is_spoken_the_deadline_is_off()
    {
        var time = new FakeTimeProvider();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, time: time);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        await socket.ReceiveExactlyAsync(1);
        time.Advance(TimeSpan.FromMinutes(1));
        await socket.SendAsync(new byte[] { 2 });
        Assert.Equal([2], await socket.ReceiveExactlyAsync(1));
    }

    [Fact]
    public async Task Who_connects_and_leaves_is_not_worth_a_line()
    {
        var logs = new LogCollector();
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, logs: logs);
        using (var socket = await listening.ConnectAsync())
        {
            socket.Shutdown(SocketShutdown.Send);
            Assert.Empty(await socket.ReceiveToEndAsync());
        }

        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "it is gone");
        Assert.Empty(logs.Lines(Refused));
        Assert.Equal(0, listening.Set.Listeners[0].Refused);
    }

    [Theory]
    [InlineData(ListenerProtocols.WebSocket, "10", "speaks MQTT, but this listener's protocols are WebSocket")]
    [InlineData(ListenerProtocols.Mqtt, "474554", "speaks HTTP, but this listener's protocols are Mqtt")]
    public async Task A_listener_speaks_its_protocols_only(ListenerProtocols protocols, string sent, string expected)
    {
        var logs = new LogCollector();
        var options = Listening.Loopback with { Protocols = protocols };
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, options, logs);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(Convert.FromHexString(sent));
        Assert.Empty(await socket.ReceiveToEndAsync());
        Assert.Contains(expected, Assert.Single(logs.Lines(Refused)));
    }

    private static async Task SendGarbageAsync(Listening listening)
    {
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0xFF });
        Assert.Empty(await socket.ReceiveToEndAsync());
    }
}
