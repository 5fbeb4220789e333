using System.Net;
using System.Net.Sockets;
using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests.Proxy;

public sealed class ProxyListenerTests
{
    private static readonly ProxyProtocolOptions TrustLoopback = new()
    {
        Mode = ProxyProtocolMode.Any,
        Trusted = [IPNetwork.Parse("127.0.0.0/8")],
    };

    [Theory]
    [ClassData(typeof(Kinds))]
    public async Task The_client_s_address_replaces_the_proxy_s_and_the_rest_is_MQTT(TransportKind kind)
    {
        ITransport? seen = null;
        await using var listening = await StartAsync(kind, TrustLoopback, transport => seen = transport);
        using var socket = await listening.ConnectAsync();

        // Header and CONNECT in pieces: "PROX", "Y TCP4 ... 1883\r\n" + 0x10, 0x0C
        await socket.SendAsync("PROX"u8.ToArray());
        await socket.SendAsync("Y TCP4 192.0.2.1 192.0.2.2 56324 1883\r\n\u0010"u8.ToArray());
        await socket.SendAsync(new byte[] { 0x0C });
        Assert.Equal([0x10, 0x0C], await socket.ReceiveExactlyAsync(2));
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:56324"), seen?.RemoteEndPoint);
    }

    [Fact]
    public async Task A_trusted_proxy_without_a_header_is_closed()
    {
        var logs = new LogCollector();
        await using var listening = await StartAsync(TransportKind.Epoll, TrustLoopback, _ => { }, logs);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10, 0x0C });
        Assert.Empty(await socket.ReceiveToEndAsync());
        Assert.Contains("a trusted proxy sent no PROXY header", Assert.Single(logs.Lines(3010)));
    }

    [Fact]
    public async Task A_header_from_an_address_that_is_not_trusted_is_closed()
    {
        var logs = new LogCollector();
        var options = TrustLoopback with { Trusted = [IPNetwork.Parse("10.0.0.0/8")] };
        await using var listening = await StartAsync(TransportKind.Epoll, options, _ => { }, logs);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync("PROXY TCP4 192.0.2.1 192.0.2.2 56324 1883\r\n\u0010"u8.ToArray());
        Assert.Empty(await socket.ReceiveToEndAsync());
        Assert.Contains("this address is not among the trusted ones", Assert.Single(logs.Lines(3010)));
    }

    [Fact]
    public async Task Who_is_not_a_proxy_connects_without_a_header()
    {
        var options = TrustLoopback with { Trusted = [IPNetwork.Parse("10.0.0.0/8")] };
        await using var listening = await StartAsync(TransportKind.Epoll, options, _ => { });
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(new byte[] { 0x10 });
        Assert.Equal([0x10], await socket.ReceiveExactlyAsync(1));
    }

    [Theory]
    [InlineData("device-1", true, "device-1")]
    [InlineData("device-1", false, null)]
    public async Task The_certificate_s_name_is_the_user_name_where_that_is_configured(string name, bool configured, string? expected)
    {
        ITransport? seen = null;
        var options = TrustLoopback with { UsernameFromCertificate = configured };
        await using var listening = await StartAsync(TransportKind.Epoll, options, transport => seen = transport);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(HeaderWithName(name));
        await socket.SendAsync(new byte[] { 0x10 });
        await socket.ReceiveExactlyAsync(1);
        Assert.Equal(expected, seen?.CertificateUsername);
    }

    [Fact]
    public async Task A_name_with_a_wildcard_is_refused()
    {
        var logs = new LogCollector();
        var options = TrustLoopback with { UsernameFromCertificate = true };
        await using var listening = await StartAsync(TransportKind.Epoll, options, _ => { }, logs);
        using var socket = await listening.ConnectAsync();
        await socket.SendAsync(HeaderWithName("device/#"));
        Assert.Empty(await socket.ReceiveToEndAsync());
        Assert.Contains("U+0023", Assert.Single(logs.Lines(3010)));
    }

    [Fact]
    public async Task Per_address_bounds_count_the_clients_and_not_the_proxy()
    {
        var logs = new LogCollector();
        var listener = Listening.Loopback with { ProxyProtocol = TrustLoopback, MaxConnectionsPerAddress = 1, LimitLoopback = true };
        await using var listening = await Listening.StartAsync(TransportKind.Epoll, Echo.RunAsync, listener, logs);
        using var first = await ConnectAsAsync(listening, "192.0.2.1");
        using var second = await ConnectAsAsync(listening, "192.0.2.2");
        Assert.Equal([0x10], await first.ReceiveExactlyAsync(1));
        Assert.Equal([0x10], await second.ReceiveExactlyAsync(1));
        using var third = await ConnectAsAsync(listening, "192.0.2.1");
        Assert.Empty(await third.ReceiveToEndAsync());
        Assert.StartsWith("192.0.2.1 on listener", Assert.Single(logs.Lines(3010)));
    }

    private static async Task<Socket> ConnectAsAsync(Listening listening, string address)
    {
        var socket = await listening.ConnectAsync();
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes($"PROXY TCP4 {address} 192.0.2.9 1 1883\r\n\u0010"));
        return socket;
    }

    private static byte[] HeaderWithName(string name)
    {
        // SSL TLV: client = SSL + certificate on this connection, verify = 0, then the common name.
        byte[] commonName = [0x22, 0, (byte)name.Length, .. System.Text.Encoding.UTF8.GetBytes(name)];
        byte[] ssl = [0x20, 0, (byte)(5 + commonName.Length), 0x03, 0, 0, 0, 0, .. commonName];
        return [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, (byte)(12 + ssl.Length), 192, 0, 2, 1, 192, 0, 2, 2, 0, 1, 0, 2, .. ssl];
    }

    private static Task<Listening> StartAsync(
        TransportKind kind, ProxyProtocolOptions proxy, Action<ITransport> seen, LogCollector? logs = null) =>
        Listening.StartAsync(
            kind,
            transport =>
            {
                seen(transport);
                return Echo.RunAsync(transport);
            },
            Listening.Loopback with { ProxyProtocol = proxy },
            logs);
}
