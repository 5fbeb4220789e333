using System.Net;
using System.Net.Sockets;
using Gmqtt.Broker;
using Gmqtt.Listeners;
using Gmqtt.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Interop.Tests.Sockets;

/// <summary>Slow is not stuck: what the peer's system takes counts, not when ours says that there is room again.</summary>
public sealed class StallTests : IAsyncLifetime
{
    private const int Message = 48 * 1024;
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly Server _server = new(TestBroker.Defaults with { Limits = TestBroker.Defaults.Limits with { StallTimeout = Stall } }, NullLoggerFactory.Instance, TimeProvider.System);
    private ListenerSet _listeners = null!;

    public async Task InitializeAsync()
    {
        await _server.StartAsync();
        _listeners = new ListenerSet(_server.RunAsync, NullLoggerFactory.Instance, TimeProvider.System, new ListenerSetOptions { IoThreads = 1 });
        await _listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }]);
    }

    public async Task DisposeAsync()
    {
        await _listeners.DisposeAsync();
        await _server.DisposeAsync();
        _patience.Dispose();
    }

    /// <summary>More than our system takes at once is on its way: at this pace, there is room again after half a minute.</summary>
    [Fact]
    public async Task Who_takes_little_at_a_time_stays_and_who_takes_nothing_any_more_goes()
    {
        using var subscriber = await SubscribeAsync();
        using var publisher = await ConnectAsync("publisher", [], 0);
        await PublishAsync(publisher, messages: 100);
        using (var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50)))
        {
            for (var n = 0; n < 80; n++)
            {
                await subscriber.GetStream().ReadExactlyAsync(new byte[1024], _patience.Token);
                await pace.WaitForNextTickAsync(_patience.Token);
            }
        }

        Assert.Equal(2, _listeners.ConnectionCount);
        await GoesAsync();
    }

    /// <summary>All of it is in our system's buffer: nothing waits in the broker.</summary>
    [Fact]
    public async Task Who_takes_nothing_goes_although_no_write_waits()
    {
        using var subscriber = await SubscribeAsync();
        using var publisher = await ConnectAsync("publisher", [], 0);
        await PublishAsync(publisher, messages: 10);
        await GoesAsync();
    }

    /// <summary>Much later than a stall may last, the one who has everything is there.</summary>
    [Fact]
    public async Task Who_has_everything_stays()
    {
        using var subscriber = await SubscribeAsync();
        using var publisher = await ConnectAsync("publisher", [], 0);
        await PublishAsync(publisher, messages: 1);
        await subscriber.GetStream().ReadExactlyAsync(new byte[Packet.Publish("t", new byte[Message], version: 4).Length], _patience.Token);
        using (var pace = new PeriodicTimer(Stall * 3)) await pace.WaitForNextTickAsync(_patience.Token);
        Assert.Equal(2, _listeners.ConnectionCount);
    }

    private async Task GoesAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var began = TimeProvider.System.GetTimestamp();
        while (_listeners.ConnectionCount > 1) await tick.WaitForNextTickAsync(_patience.Token);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Stall * 10);
    }

    private Task<TcpClient> SubscribeAsync() => ConnectAsync("subscriber", Packet.Subscribe(1, 4, [], ("t", 0)), 5);

    /// <summary>Until the broker has read them.</summary>
    private async Task PublishAsync(TcpClient publisher, int messages)
    {
        for (var n = 0; n < messages; n++) await publisher.GetStream().WriteAsync(Packet.Publish("t", new byte[Message], version: 4), _patience.Token);
        await publisher.GetStream().WriteAsync((byte[])[0xC0, 0], _patience.Token);
        await publisher.GetStream().ReadExactlyAsync(new byte[2], _patience.Token);
    }

    private async Task<TcpClient> ConnectAsync(string id, byte[] then, int answer)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(((IPEndPoint)_listeners.Listeners[0].BoundEndPoint).Address, ((IPEndPoint)_listeners.Listeners[0].BoundEndPoint).Port, _patience.Token);
        await client.GetStream().WriteAsync((byte[])[.. Packet.Connect(id, version: 4), .. then], _patience.Token);
        await client.GetStream().ReadExactlyAsync(new byte[4 + answer], _patience.Token);
        return client;
    }
}
