using System.Net;
using System.Net.Sockets;
using Gmqtt.Broker;
using Gmqtt.Listeners;
using Gmqtt.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Interop.Tests.Sockets;

/// <summary>An I/O thread that always has something to read still sends.</summary>
public sealed class EndlessStreamTests
{
    [Fact]
    public async Task Streams_that_never_pause_keep_nobodys_message_back()
    {
        await using var server = new Server(TestBroker.Defaults, NullLoggerFactory.Instance, TimeProvider.System);
        await server.StartAsync();
        await using var listeners = new ListenerSet(server.RunAsync, NullLoggerFactory.Instance, TimeProvider.System, new ListenerSetOptions { IoThreads = 1 });
        await listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }]);
        var port = ((IPEndPoint)listeners.Listeners[0].BoundEndPoint).Port;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var subscribers = new List<TcpClient>();
        for (var i = 0; i < 40; i++) subscribers.Add(await ConnectAsync(port, $"s{i}", Packet.Subscribe(1, 4, [], ("t", 0)), 5, patience.Token));
        var publishers = new List<TcpClient>();
        for (var i = 0; i < 4; i++) publishers.Add(await ConnectAsync(port, $"p{i}", [], 0, patience.Token));

        var nobodys = Enumerable.Range(0, 4000).SelectMany(_ => Packet.Publish("nobody", [1], version: 4)).ToArray();
        using var enough = new CancellationTokenSource();
        var written = 0L;
        var streams = publishers.Select(publisher => Task.Run(async () =>
        {
            await publisher.GetStream().WriteAsync(nobodys, patience.Token);
            await publisher.GetStream().WriteAsync(Packet.Publish("t", [1], version: 4), patience.Token);
            while (!enough.IsCancellationRequested)
            {
                await publisher.GetStream().WriteAsync(nobodys, patience.Token);
                Interlocked.Add(ref written, nobodys.Length);
            }
        })).ToArray();
        // One of each stream: less than what is sent at once for its size.
        foreach (var subscriber in subscribers) await subscriber.GetStream().ReadExactlyAsync(new byte[4 * 6], patience.Token);
        var meanwhile = Interlocked.Read(ref written);
        Assert.All(streams, s => Assert.False(s.IsCompleted));
        // Some 14 MiB lie in the systems' buffers; a turn without an end takes in hundreds before the streams happen to pause all at once.
        Assert.True(meanwhile < 128 << 20, $"the streams went on for {meanwhile >> 20} MiB before others had their message");
        await enough.CancelAsync();
        await Task.WhenAll(streams);
        publishers.Concat(subscribers).ToList().ForEach(c => c.Dispose());
    }

    private static async Task<TcpClient> ConnectAsync(int port, string id, byte[] then, int answer, CancellationToken cancellationToken)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await client.GetStream().WriteAsync((byte[])[.. Packet.Connect(id, version: 4), .. then], cancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[4 + answer], cancellationToken);
        return client;
    }
}
