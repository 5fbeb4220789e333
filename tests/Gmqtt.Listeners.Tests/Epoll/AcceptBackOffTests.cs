using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gmqtt.Broker.Connections;
using Gmqtt.Listeners.Epoll;
using Gmqtt.Listeners.Transports;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Listeners.Tests.Epoll;

/// <summary>
/// A process that is really out of descriptors ends the test's own runtime too; the kernel's answer is made up here, the rest is real.
/// </summary>
public sealed class AcceptBackOffTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(24)] // EMFILE
    [InlineData(23)] // ENFILE
    [InlineData(105)] // ENOBUFS
    [InlineData(12)] // ENOMEM
    public async Task Without_descriptors_accept_rests_a_second_at_a_time_and_the_loop_sleeps(int error)
    {
        await using var engine = new EpollEngine(1, _time, NullLogger.Instance);
        using var bound = Bind();
        var calls = 0;
        var exhausted = true;
        var sink = new Sink();
        await using var acceptor = new EpollAcceptor(engine, engine.LeastBusy(), bound, sink, Accept);
        using var client = await ConnectAsync(bound);
        await Eventually.IsTrueAsync(() => sink.Exhausted == 1, "the first failure is reported");

        // The connection still waits in the backlog, so that a loop that watched the socket would wake and wake.
        var wakeups = engine.Activity[0].Wakeups;
        using var another = await ConnectAsync(bound);
        Assert.Equal(1, Volatile.Read(ref calls));
        Assert.Equal(wakeups, engine.Activity[0].Wakeups);

        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(() => sink.Exhausted == 2, "the second failure is reported");
        Volatile.Write(ref exhausted, false);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(() => sink.Accepted.Count == 2, "both connections are accepted");

        int Accept(SafeHandle listening, out EndPoint? remote)
        {
            remote = null;
            Interlocked.Increment(ref calls);
            return Volatile.Read(ref exhausted) ? -error : SocketCalls.Accept(listening, out remote);
        }
    }

    [Fact]
    public async Task The_error_of_one_connection_does_not_keep_the_next_one_waiting()
    {
        const int ConnectionAborted = 103;
        await using var engine = new EpollEngine(1, _time, NullLogger.Instance);
        using var bound = Bind();
        var calls = 0;
        var sink = new Sink();
        await using var acceptor = new EpollAcceptor(engine, engine.LeastBusy(), bound, sink, Accept);
        using var client = await ConnectAsync(bound);
        await Eventually.IsTrueAsync(() => sink.Accepted.Count == 1, "the connection is accepted");
        Assert.Equal(0, sink.Exhausted);

        int Accept(SafeHandle listening, out EndPoint? remote)
        {
            remote = null;
            return Interlocked.Increment(ref calls) == 1 ? -ConnectionAborted : SocketCalls.Accept(listening, out remote);
        }
    }

    [Fact]
    public async Task Who_waits_in_the_backlog_is_taken_in_before_the_socket_closes()
    {
        await using var engine = new EpollEngine(1, _time, NullLogger.Instance);
        using var bound = Bind();
        var sink = new Sink { Delay = TimeSpan.FromHours(1) };
        var acceptor = new EpollAcceptor(engine, engine.LeastBusy(), bound, sink, SocketCalls.Accept);
        using var first = await ConnectAsync(bound);
        using var second = await ConnectAsync(bound);
        Assert.Empty(sink.Accepted);
        await acceptor.DisposeAsync();
        Assert.Equal(2, sink.Accepted.Count);
    }

    private static BoundSocket Bind()
    {
        Assert.True(ListenerAddress.TryParse("127.0.0.1:0", out var address, out _));
        return BoundSocket.Bind(address!, 10, UnixFileMode.None);
    }

    private static async Task<Socket> ConnectAsync(BoundSocket bound)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(bound.EndPoint);
        return socket;
    }

    private sealed class Sink : IAcceptSink
    {
        private int _exhausted;

        public int Exhausted => Volatile.Read(ref _exhausted);

        public ConcurrentQueue<RawTransport> Accepted { get; } = new();

        public ListenerPolicy Policy { get; } = new() { Name = "test" };

        public TimeSpan Delay { get; init; }

        public TimeSpan AcceptDelay() => Delay;

        public void OnAccepted(RawTransport transport)
        {
            Accepted.Enqueue(transport);
            _ = transport.DisposeAsync().AsTask();
        }

        public void OnExhausted(string reason, TimeSpan delay)
        {
            Assert.Equal(TimeSpan.FromSeconds(1), delay);
            Interlocked.Increment(ref _exhausted);
        }
    }
}
