using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Chaos.Network;

/// <summary>A TCP proxy before a broker that does to connections what networks do. The fault can be changed while it runs; new connections get the new one.</summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    /// <summary>As little as the system allows: a slow line must fill up soon, and not after megabytes.</summary>
    private const int SmallBuffer = 4096;

    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly EndPoint _target;
    private readonly int _seed;
    private readonly Task _accepting;
    private int _count;

    internal FaultProxy(EndPoint target, LineFault fault, int seed)
    {
        _target = target;
        Fault = fault;
        _seed = seed;
        if (fault.Rate > 0) _listener.ReceiveBufferSize = SmallBuffer; // accepted sockets have it from their listener
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(256);
        _accepting = AcceptAsync();
    }

    internal EndPoint Place => _listener.LocalEndPoint!;

    /// <summary>What new connections suffer.</summary>
    internal LineFault Fault { get; set; }

    /// <summary>Connections so far.</summary>
    internal int Count => _count;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptAsync(_ending.Token), Fault, Interlocked.Increment(ref _count)));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket client, LineFault fault, int number)
    {
        using var own = client;
        using var broker = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        if (fault.Rate > 0) (broker.ReceiveBufferSize, client.SendBufferSize) = (SmallBuffer, SmallBuffer);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        if (fault.ResetAfter > TimeSpan.Zero) ending.CancelAfter(fault.ResetAfter);
        try
        {
            await broker.ConnectAsync(_target, ending.Token);
            var up = new FaultLine(client, broker, fault, new Random(unchecked((_seed * 31) + (number * 2)))).RunAsync(ending.Token);
            var down = new FaultLine(broker, client, fault, new Random(unchecked((_seed * 31) + (number * 2) + 1))).RunAsync(ending.Token);
            await Task.WhenAny(up, down);
            if (ending.IsCancellationRequested) Reset(client, broker);
            await ending.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    /// <summary>RST to both, instead of FIN.</summary>
    private static void Reset(params Socket[] sockets)
    {
        foreach (var socket in sockets)
        {
            socket.LingerState = new LingerOption(enable: true, 0);
            socket.Close();
        }
    }
}
