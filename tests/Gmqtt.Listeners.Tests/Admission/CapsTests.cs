using System.Net;
using System.Net.Sockets;
using Gmqtt.Listeners.Admission;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Listeners.Tests.Admission;

public sealed class CapsTests
{
    private readonly LogCollector _logs = new();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task Above_the_bound_of_the_set_connections_are_closed_until_one_leaves(TransportKind kind)
    {
        var options = new ListenerSetOptions { Transport = kind, MaxConnections = 2 };
        await using var set = new ListenerSet(Echo.RunAsync, _logs, TimeProvider.System, options);
        await set.ApplyAsync([Listening.Loopback]);
        using var first = await ConnectAsync(set);
        using var second = await ConnectAsync(set);
        Assert.True(await EchoesAsync(first));
        Assert.True(await EchoesAsync(second));
        await AssertTurnedAwayAsync(set);
        Assert.Contains("the broker has its most connections (2)", Assert.Single(_logs.Lines(3010)));
        first.Dispose();
        await Eventually.IsTrueAsync(() => set.ConnectionCount == 1, "the first is counted out");
        using var fourth = await ConnectAsync(set);
        Assert.True(await EchoesAsync(fourth));
    }

    [Fact]
    public async Task Above_the_bound_of_the_listener_connections_are_closed()
    {
        await using var listening = await StartAsync(Listening.Loopback with { MaxConnections = 1 });
        using var first = await listening.ConnectAsync();
        Assert.True(await EchoesAsync(first));
        using var second = await listening.ConnectAsync();
        Assert.False(await EchoesAsync(second));
        Assert.Contains("the listener has its most connections (1)", Assert.Single(_logs.Lines(3010)));
    }

    [Fact]
    public async Task Above_the_bound_of_an_address_its_connections_are_closed()
    {
        await using var listening = await StartAsync(Listening.Loopback with { MaxConnectionsPerAddress = 1, LimitLoopback = true });
        using var first = await listening.ConnectAsync();
        Assert.True(await EchoesAsync(first));
        using var second = await listening.ConnectAsync();
        Assert.False(await EchoesAsync(second));
        Assert.Contains("more than 1 connections from this address", Assert.Single(_logs.Lines(3010)));
    }

    [Fact]
    public async Task Loopback_is_exempt_unless_told_otherwise()
    {
        var narrow = Listening.Loopback with { MaxConnectionsPerAddress = 1, NewConnectionsPerSecondPerAddress = 1, NewConnectionsPerSecond = 1 };
        await using var listening = await StartAsync(narrow);
        var sockets = new List<Socket>();
        for (var i = 0; i < 10; i++)
        {
            sockets.Add(await listening.ConnectAsync());
            Assert.True(await EchoesAsync(sockets[i]));
        }

        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Who_connects_too_often_is_closed_until_the_second_is_over()
    {
        await using var listening = await StartAsync(Listening.Loopback with { NewConnectionsPerSecondPerAddress = 1, LimitLoopback = true });
        Assert.True(await ConnectAndEchoAsync(listening));
        Assert.True(await ConnectAndEchoAsync(listening));
        Assert.False(await ConnectAndEchoAsync(listening));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await ConnectAndEchoAsync(listening));
        Assert.False(await ConnectAndEchoAsync(listening));
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task Above_the_rate_of_the_listener_connections_wait_in_the_backlog(TransportKind kind)
    {
        await using var listening = await StartAsync(Listening.Loopback with { NewConnectionsPerSecond = 1, LimitLoopback = true }, kind);
        Assert.True(await ConnectAndEchoAsync(listening));
        Assert.True(await ConnectAndEchoAsync(listening));
        using var third = await listening.ConnectAsync();
        await third.SendAsync(new byte[] { 0x10 });
        Assert.Equal(2, listening.Set.Listeners[0].Accepted);
        var answer = third.ReceiveExactlyAsync(1);
        await Eventually.IsTrueAsync(
            () =>
            {
                // No further than the next accept, or its own deadline would pass too.
                _time.Advance(listening.Set.Listeners[0].Accepted == 2 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
                return answer.IsCompleted;
            },
            "the third is accepted");
        Assert.Equal([0x10], await answer);
        Assert.Empty(_logs.Lines(3010));
    }

    [Fact]
    public void An_IPv6_peer_counts_by_its_network()
    {
        Assert.Equal(IPAddress.Parse("2001:db8:1:2::"), AddressBook.Key(IPAddress.Parse("2001:db8:1:2:3:4:5:6")));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), AddressBook.Key(IPAddress.Parse("192.0.2.1")));
    }

    [Fact]
    public void Addresses_that_have_left_are_forgotten_and_a_burst_is_not_given_back_by_leaving()
    {
        var book = new AddressBook(_time);
        var first = IPAddress.Parse("192.0.2.1");
        Assert.Equal(Verdict.Welcome, book.Enter(first, 0, 1));
        book.Leave(first);
        Assert.Equal(Verdict.Welcome, book.Enter(first, 0, 1));
        book.Leave(first);
        for (var i = 0; i < 3000; i++)
        {
            var other = new IPAddress([10, 0, (byte)(i >> 8), (byte)i]);
            book.Enter(other, 0, 1);
            book.Leave(other);
        }

        Assert.Equal(Verdict.TooFastFromAddress, book.Enter(first, 0, 1));
        Assert.InRange(book.Count, 1, 3001);
        _time.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 6000; i++)
        {
            var other = new IPAddress([10, 1, (byte)(i >> 8), (byte)i]);
            book.Enter(other, 0, 0);
            book.Leave(other);
        }

        Assert.InRange(book.Count, 1, 4000);
    }

    private static async Task<Socket> ConnectAsync(ListenerSet set)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(set.Listeners[0].BoundEndPoint);
        return socket;
    }

    private static async Task AssertTurnedAwayAsync(ListenerSet set)
    {
        try
        {
            using var socket = await ConnectAsync(set);
            Assert.False(await EchoesAsync(socket));
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed so soon that connect already sees it.
        }
    }

    private static async Task<bool> ConnectAndEchoAsync(Listening listening)
    {
        using var socket = await listening.ConnectAsync();
        return await EchoesAsync(socket);
    }

    private static async Task<bool> EchoesAsync(Socket socket)
    {
        try
        {
            await socket.SendAsync(new byte[] { 0x10 });
            return await socket.ReceiveAsync(new byte[1]) == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private Task<Listening> StartAsync(ListenerOptions options, TransportKind kind = TransportKind.Epoll) =>
        Listening.StartAsync(kind, Echo.RunAsync, options, _logs, _time);
}
