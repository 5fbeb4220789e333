using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace Gmqtt.Listeners.Tests.Epoll;

public sealed partial class AllocationTests(ITestOutputHelper output)
{
    private const int RoundTrips = 20_000;

    [Fact]
    public async Task A_round_trip_allocates_nothing()
    {
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        using var socket = Connect(listening);
        var allocated = long.MaxValue;
        Bounce(socket, RoundTrips);
        for (var attempt = 0; attempt < 5 && allocated >= RoundTrips; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Bounce(socket, RoundTrips);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        output.WriteLine($"{allocated} bytes in {RoundTrips} round trips");
        Assert.InRange(allocated, 0, RoundTrips - 1); // less than a byte each: what the rest of the process does meanwhile
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task The_cost_of_a_round_trip_is_printed(TransportKind kind)
    {
        await using var listening = await Listening.StartAsync(kind, Echo.RunAsync);
        using var socket = Connect(listening);
        Bounce(socket, RoundTrips);
        using var process = Process.GetCurrentProcess();
        var (all, own) = (process.TotalProcessorTime, ThreadTime());
        Bounce(socket, RoundTrips);
        process.Refresh();
        var server = process.TotalProcessorTime - all - (ThreadTime() - own);
        output.WriteLine($"{kind}: {server.TotalMicroseconds / RoundTrips:F2} us of CPU for one echo of 64 bytes on the server's side");
        Assert.True(server > TimeSpan.Zero);
    }

    [Fact]
    public async Task An_idle_connection_keeps_little()
    {
        const int Connections = 1000;
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync);
        var sockets = new Socket[Connections];
        sockets[0] = Connect(listening);
        Bounce(sockets[0], 1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i < Connections; i++)
        {
            sockets[i] = Connect(listening);
            Bounce(sockets[i], 1);
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (Connections - 1);
        output.WriteLine($"{each} bytes for one idle connection: transport, arrival, and what the client's Socket and the echo handler take");
        Assert.InRange(each, 0, 2048);
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    /// <summary>Never used asynchronously: from then on .NET would wait for its input by an object a call.</summary>
    private static Socket Connect(Listening listening)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(listening.EndPoint);
        return socket;
    }

    /// <summary>Without an allocation of its own.</summary>
    private static void Bounce(Socket socket, int times)
    {
        Span<byte> message = stackalloc byte[64];
        message[0] = 0x10;
        for (var i = 0; i < times; i++)
        {
            socket.Send(message);
            for (var received = 0; received < message.Length;)
            {
                received += socket.Receive(message[received..]);
            }
        }
    }

    private static unsafe TimeSpan ThreadTime()
    {
        var time = stackalloc long[2];
        Assert.Equal(0, ClockGetTime(3, time)); // CLOCK_THREAD_CPUTIME_ID
        return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, long* time);
}
