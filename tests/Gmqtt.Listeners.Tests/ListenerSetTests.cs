using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Listeners.Tests;

public sealed class ListenerSetTests
{
    private static readonly List<Socket> Killed = [];

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task An_address_in_use_is_named_and_nothing_has_started(TransportKind kind)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        await using var set = Make(kind);
        var address = taken.LocalEndPoint!.ToString()!;
        var wanted = new[] { Listening.Loopback, new ListenerOptions { Address = address } };
        var exception = await Assert.ThrowsAsync<ListenerException>(() => set.ApplyAsync(wanted));
        Assert.Equal(1, exception.Index);
        Assert.Equal(address, exception.Address);
        Assert.Equal($"{address} is in use by another process or another listener", exception.Message);
        Assert.Empty(set.Listeners);
    }

    [Theory]
    [InlineData("192.0.2.1:1883", "is not an address of this machine")]
    [InlineData("1883", "has no port from 0 to 65535")]
    [InlineData("127.0.0.1:65536", "has no port from 0 to 65535")]
    [InlineData("broker.example:1883", "is not an address")]
    [InlineData("::1:1883", "is not an address")]
    [InlineData("unix:", "a unix socket's path has 1 to 107 bytes")]
    [InlineData("unix:/no/such/folder/gmqtt.sock", "is in a folder that does not exist")]
    public async Task An_address_that_cannot_be_is_explained(string address, string expected)
    {
        await using var set = Make(TransportKind.Epoll);
        var exception = await Assert.ThrowsAsync<ListenerException>(() => set.ApplyAsync([new ListenerOptions { Address = address }]));
        Assert.Contains(expected, exception.Message);
    }

    [Theory]
    [InlineData("127.0.0.1:1883", "127.0.0.1:1883", false)]
    [InlineData("localhost:0", "127.0.0.1:0", false)]
    [InlineData("[::1]:1883", "[::1]:1883", false)]
    [InlineData("[::]:1883", "[::]:1883", false)]
    [InlineData(":1883", "[::]:1883", true)]
    [InlineData("*:1883", "[::]:1883", true)]
    [InlineData("0.0.0.0:1883", "0.0.0.0:1883", false)]
    public void Addresses_are_read(string text, string expected, bool bothFamilies)
    {
        Assert.True(ListenerAddress.TryParse(text, out var address, out _));
        Assert.Equal(expected, address!.EndPoint!.ToString());
        Assert.Equal(bothFamilies, address.BothFamilies);
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task All_addresses_means_IPv4_and_IPv6_on_one_port(TransportKind kind)
    {
        IPAddress? seen = null;
        await using var set = Make(kind, transport =>
        {
            seen = ((IPEndPoint)transport.RemoteEndPoint!).Address;
            return Echo.RunAsync(transport);
        });
        await set.ApplyAsync([new ListenerOptions { Address = ":0" }]);
        var port = ((IPEndPoint)set.Listeners[0].BoundEndPoint).Port;
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address, port);
            await socket.SendAsync(new byte[] { 0x10 });
            await socket.ReceiveExactlyAsync(1);
            Assert.Equal(address, seen);
        }
    }

    [Fact]
    public async Task Plugins_are_told_where_it_listens_what_is_spoken_there_and_who_came()
    {
        using var authority = new TestAuthority().WithServer();
        var folder = Directory.CreateTempSubdirectory("gmqtt-unix-");
        var path = Path.Combine(folder.FullName, "gmqtt.sock");
        await using var set = Make(TransportKind.Epoll);
        await set.ApplyAsync(
        [
            Listening.Loopback,
            Listening.Loopback with { Tls = authority.Options, Protocols = ListenerProtocols.WebSocket },
            Listening.Loopback with { Tls = authority.Options with { Optional = true }, Protocols = ListenerProtocols.Mqtt },
            new ListenerOptions { Address = "unix:" + path },
        ]);
        using var client = await ConnectAsync(set.Listeners[0].BoundEndPoint);
        await AssertEchoesAsync(client);

        var listeners = set.Describe();

        Assert.Equal([.. set.Listeners.Take(3).Select(l => l.BoundEndPoint.ToString()!), "unix:" + path], listeners.Select(l => l.Address));
        Assert.Equal(["mqtt,ws", "wss", "mqtt,mqtts", "mqtt,ws"], listeners.Select(l => string.Join(',', l.Protocols)));
        Assert.Equal([(1, 1L, 0L), (0, 0L, 0L), (0, 0L, 0L), (0, 0L, 0L)], listeners.Select(l => (l.Connections, l.AcceptedTotal, l.RefusedTotal)));
        await set.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_change_keeps_starts_and_stops_listeners_and_connections_live_on()
    {
        await using var set = Make(TransportKind.Epoll);
        await set.ApplyAsync([Listening.Loopback, Listening.Loopback with { MaxConnections = 5 }]);
        var (first, second) = (set.Listeners[0].BoundEndPoint, set.Listeners[1].BoundEndPoint);
        using var onFirst = await ConnectAsync(first);
        using var onSecond = await ConnectAsync(second);

        var third = Listening.Loopback with { Address = "[::1]:0" };
        await set.ApplyAsync([Listening.Loopback, third]);
        Assert.Equal(first, set.Listeners[0].BoundEndPoint);
        await AssertEchoesAsync(onFirst);
        await AssertEchoesAsync(onSecond);
        Assert.Equal(2, set.ConnectionCount);
        using var onThird = await ConnectAsync(set.Listeners[1].BoundEndPoint);
        await AssertEchoesAsync(onThird);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(second));
    }

    [Fact]
    public async Task A_change_that_fails_leaves_everything_as_it_was()
    {
        await using var set = Make(TransportKind.Epoll);
        await set.ApplyAsync([Listening.Loopback]);
        var endPoint = set.Listeners[0].BoundEndPoint;
        await Assert.ThrowsAsync<ListenerException>(
            () => set.ApplyAsync([Listening.Loopback with { Address = "[::1]:0" }, new ListenerOptions { Address = "192.0.2.1:1" }]));
        Assert.Equal(endPoint, Assert.Single(set.Listeners).BoundEndPoint);
        using var socket = await ConnectAsync(endPoint);
        await AssertEchoesAsync(socket);
    }

    [Fact]
    public async Task A_listener_can_move_from_all_addresses_to_one_on_the_same_port()
    {
        await using var set = Make(TransportKind.Epoll);
        await set.ApplyAsync([new ListenerOptions { Address = "0.0.0.0:0" }]);
        var port = ((IPEndPoint)set.Listeners[0].BoundEndPoint).Port;
        await set.ApplyAsync([new ListenerOptions { Address = $"0.0.0.0:{port}" }]);
        using var old = await ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));

        await set.ApplyAsync([new ListenerOptions { Address = $"127.0.0.1:{port}" }]);
        Assert.Equal($"127.0.0.1:{port}", set.Listeners[0].BoundEndPoint.ToString());
        using var fresh = await ConnectAsync(set.Listeners[0].BoundEndPoint);
        await AssertEchoesAsync(fresh);
        await AssertEchoesAsync(old);

        // And back to where it was, when the new place is impossible.
        var impossible = new[] { new ListenerOptions { Address = $"0.0.0.0:{port}" }, new ListenerOptions { Address = "192.0.2.1:1" } };
        await Assert.ThrowsAsync<ListenerException>(() => set.ApplyAsync(impossible));
        using var again = await ConnectAsync(set.Listeners[0].BoundEndPoint);
        await AssertEchoesAsync(again);
    }

    [Fact]
    public async Task New_options_of_a_listener_count_for_new_connections()
    {
        var names = new System.Collections.Concurrent.ConcurrentQueue<bool?>();
        await using var set = Make(TransportKind.Epoll, transport =>
        {
            names.Enqueue(transport.Listener.AllowAnonymous);
            return Echo.RunAsync(transport);
        });
        await set.ApplyAsync([Listening.Loopback]);
        var endPoint = set.Listeners[0].BoundEndPoint;
        using var first = await ConnectAsync(endPoint);
        await AssertEchoesAsync(first);
        await set.ApplyAsync([Listening.Loopback with { AllowAnonymous = true }]);
        using var second = await ConnectAsync(endPoint);
        await AssertEchoesAsync(second);
        Assert.Equal([null, true], names);
    }

    [Fact]
    public async Task A_wrong_certificate_at_a_change_is_named_and_the_old_one_stays()
    {
        using var authority = new TestAuthority().WithServer();
        var logs = new LogCollector();
        var options = Listening.Loopback with { Tls = authority.Options };
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, options, logs);
        var missing = Listening.Loopback with { Tls = authority.Options with { CertificateFile = authority.PathOf("missing.crt") } };
        var exception = await Assert.ThrowsAsync<ListenerException>(() => listening.Set.ApplyAsync([missing]));
        Assert.Contains("its certificate cannot be used", exception.Message);
        Assert.Contains("missing.crt", exception.Message);
        await using var client = await Tls.TlsTests.ConnectAsync(listening);
        await Tls.TlsTests.AssertEchoesAsync(client);
    }

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task After_accepting_has_stopped_connections_live_on_until_the_set_is_disposed_of(TransportKind kind)
    {
        var set = Make(kind);
        await set.ApplyAsync([Listening.Loopback]);
        var endPoint = set.Listeners[0].BoundEndPoint;
        using var socket = await ConnectAsync(endPoint);
        await AssertEchoesAsync(socket);
        await set.StopAcceptingAsync();
        await AssertEchoesAsync(socket);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(endPoint));
        await set.DisposeAsync();
        Assert.Empty(await socket.ReceiveToEndAsync());
        Assert.Equal(0, set.ConnectionCount);
        await set.DisposeAsync();
    }

    [Fact]
    public async Task A_handler_that_fails_costs_its_connection_and_a_log_line()
    {
        var logs = new LogCollector();
        static Task Break(Gmqtt.Broker.Connections.ITransport transport) => throw new InvalidOperationException("broken");
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Break, logs: logs);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        Assert.Empty(await socket.ReceiveToEndAsync());
        await logs.SeenAsync(3006);
        Assert.Contains("broken", Assert.Single(logs.Lines(3006)));
        await Eventually.IsTrueAsync(() => listening.Set.ConnectionCount == 0, "the connection is counted out");
    }

    [Fact]
    public async Task The_unix_socket_s_file_has_the_configured_mode_and_goes_with_the_listener()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("gmqtt-unix-").FullName, "gmqtt.sock");
        foreach (var kind in new[] { TransportKind.Epoll, TransportKind.Sockets })
        {
            // What a killed process leaves behind: a file that nobody listens on.
            LeaveStale(path);
            await using (var set = Make(kind))
            {
                await set.ApplyAsync([new ListenerOptions { Address = "unix:" + path }]);
                Assert.Equal("-rw-rw----", Mode(path));
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                await AssertEchoesAsync(socket);

                await using var second = Make(kind);
                var same = new[] { new ListenerOptions { Address = "unix:" + path } };
                var taken = await Assert.ThrowsAsync<ListenerException>(() => second.ApplyAsync(same));
                Assert.Contains("is in use", taken.Message);
                await AssertEchoesAsync(socket);
            }

            Assert.False(File.Exists(path));
        }

        Directory.Delete(Path.GetDirectoryName(path)!);

        static string Mode(string path)
        {
            var mode = (int)File.GetUnixFileMode(path);
            return "-" + string.Concat(Enumerable.Range(0, 9).Select(i => ((mode >> (8 - i)) & 1) == 1 ? "rwx"[i % 3] : '-'));
        }
    }

    [Fact]
    public void The_connection_limit_leaves_descriptors_for_the_rest_of_the_process()
    {
        var line = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var limit = int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]);
        var before = Admission.Limit(0);
        Assert.True(before < limit - 256, $"{before} of {limit}: this process has files open");
        var others = Enumerable.Range(0, 1000).Select(_ => File.OpenHandle("/dev/null")).ToList();
        Assert.InRange(Admission.Limit(int.MaxValue), before - 1900, before - 100); // other tests open and close some
        others.ForEach(file => file.Dispose());
        Assert.Equal(100, Admission.Limit(100));
    }

    private static ListenerSet Make(TransportKind kind, Func<Gmqtt.Broker.Connections.ITransport, Task>? handler = null) =>
        new(
            handler ?? Echo.RunAsync,
            NullLoggerFactory.Instance,
            TimeProvider.System,
            new ListenerSetOptions { Transport = kind, IoThreads = 2 });

    private static void LeaveStale(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.SafeHandle.SetHandleAsInvalid();
        Killed.Add(socket); // or its finalizer would remove the file
        Assert.True(File.Exists(path));
    }

    private static async Task<Socket> ConnectAsync(EndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint);
        return socket;
    }

    private static async Task AssertEchoesAsync(Socket socket)
    {
        await socket.SendAsync(new byte[] { 0x10 });
        Assert.Equal([0x10], await socket.ReceiveExactlyAsync(1));
    }

    private static class Admission
    {
        public static int Limit(int configured) => Gmqtt.Listeners.Admission.DescriptorLimit.Connections(configured, 256);
    }
}
