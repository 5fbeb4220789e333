using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Host.Tests.Lifetime;

/// <summary>A client of the real executable, in bytes.</summary>
public sealed class ClientTests : IDisposable
{
    private const string AnyPort = "[[listeners]]\naddress = \"127.0.0.1:0\"\n";

    private static readonly byte[] Connect =
    [
        0x10, 0x0E, // CONNECT, 14 bytes
        0x00, 0x04, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 0x05, // MQTT 5.0
        0x02, // Clean Start
        0x00, 0x3C, // Keep Alive 60
        0x00, // no properties
        0x00, 0x01, (byte)'a', // Client Identifier
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_nameless_client_of_this_machine_is_let_in_stays_over_a_reload_and_hears_0x8B_when_the_broker_stops()
    {
        _folder.Write("gmqtt.toml", AnyPort);
        await using var gmqttd = GmqttdProcess.Start(_folder, "start");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, await gmqttd.ReadyAsync());
        var stream = client.GetStream();

        await stream.WriteAsync(Connect);
        var connAck = await PacketAsync(stream);
        Assert.Equal([0x20, 0x00, 0x00], [connAck[0], connAck[2], connAck[3]]); // CONNACK, no session, Success

        _folder.Write("gmqtt.toml", AnyPort + "[mqtt]\nmax_inflight = 5\n[limits]\nstall_timeout = \"30s\"\n");
        gmqttd.Signal(GmqttdProcess.SigHup);
        await gmqttd.LineAsync("reloaded changed=2");
        await stream.WriteAsync(new byte[] { 0xC0, 0x00 }); // PINGREQ
        Assert.Equal([0xD0, 0x00], await PacketAsync(stream)); // PINGRESP

        gmqttd.Signal(GmqttdProcess.SigTerm);
        var disconnect = await PacketAsync(stream);
        Assert.Equal([0xE0, 0x8B], [disconnect[0], disconnect[2]]); // DISCONNECT, Server shutting down
        client.Close();
        Assert.Equal(0, await gmqttd.ExitAsync());
    }

    [Fact]
    public async Task A_nameless_client_is_refused_where_allow_anonymous_is_false()
    {
        _folder.Write("gmqtt.toml", "allow_anonymous = false\n" + AnyPort);
        await using var gmqttd = GmqttdProcess.Start(_folder, "start");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, await gmqttd.ReadyAsync());

        await client.GetStream().WriteAsync(Connect);
        var connAck = await PacketAsync(client.GetStream());

        Assert.Equal([0x20, 0x87], [connAck[0], connAck[3]]); // CONNACK, Not authorized
    }

    [Fact]
    public async Task More_connections_than_descriptors_harm_nobody_who_is_there()
    {
        _folder.Write("gmqtt.toml", AnyPort + "[network]\ndescriptor_reserve = 64\n");
        await using var gmqttd = GmqttdProcess.StartWithin(700, _folder, "start");
        var port = await gmqttd.ReadyAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Connect);
        Assert.Equal(0x20, (await PacketAsync(client.GetStream()))[0]);

        var many = new List<TcpClient>();
        for (var i = 0; i < 700; i++)
        {
            many.Add(new TcpClient());
            await many[^1].ConnectAsync(IPAddress.Loopback, port);
        }

        // The last one is turned away, so all before it have been looked at.
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.True(await IsClosedAsync(many[^1].GetStream(), deadline.Token));
        await client.GetStream().WriteAsync(new byte[] { 0xC0, 0x00 }); // PINGREQ
        Assert.Equal([0xD0, 0x00], await PacketAsync(client.GetStream())); // PINGRESP

        many.ForEach(one => one.Close());
        gmqttd.Signal(GmqttdProcess.SigTerm);
        Assert.Equal([0xE0, 0x8B], (await PacketAsync(client.GetStream())).Where((_, i) => i != 1).Take(2)); // DISCONNECT, Server shutting down
        client.Close();
        Assert.Equal(0, await gmqttd.ExitAsync());
        Assert.DoesNotContain("Too many open files", gmqttd.Output, StringComparison.Ordinal);
    }

    private static async Task<bool> IsClosedAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], cancellationToken) == 0;
        }
        catch (IOException)
        {
            return true; // reset
        }
    }

    private static async Task<byte[]> PacketAsync(NetworkStream stream)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var header = new byte[2];
        await stream.ReadExactlyAsync(header, deadline.Token);
        var body = new byte[header[1]];
        await stream.ReadExactlyAsync(body, deadline.Token);
        return [.. header, .. body];
    }
}
