using System.Net;
using System.Net.Sockets;
using Gmqtt.Broker.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Listeners.Tests;

/// <summary>A listener set on free ports with a handler of the test's own.</summary>
internal sealed class Listening : IAsyncDisposable
{
    private Listening(ListenerSet set) => Set = set;

    public ListenerSet Set { get; }

    public IPEndPoint EndPoint => (IPEndPoint)Set.Listeners[0].BoundEndPoint;

    public static ListenerOptions Loopback { get; } = new() { Address = "127.0.0.1:0" };

    public static async Task<Listening> StartAsync(
        TransportKind kind,
        Func<ITransport, Task> handler,
        ListenerOptions? listener = null,
        LogCollector? logs = null,
        TimeProvider? time = null,
        int threads = 1)
    {
        var options = new ListenerSetOptions { Transport = kind, IoThreads = threads };
        var set = new ListenerSet(handler, logs is null ? NullLoggerFactory.Instance : logs, time ?? TimeProvider.System, options);
        await set.ApplyAsync([listener ?? Loopback]);
        return new Listening(set);
    }

    public async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(EndPoint);
        return socket;
    }

    public ValueTask DisposeAsync() => Set.DisposeAsync();
}
