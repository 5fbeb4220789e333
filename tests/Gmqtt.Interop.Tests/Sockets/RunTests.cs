using System.Buffers.Binary;
using System.Net;
using Gmqtt.Broker;
using Gmqtt.Listeners;
using Gmqtt.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Interop.Tests.Sockets;

/// <summary>Large messages go on from where they were received, as far as the network takes them; nobody is to see a difference.</summary>
public sealed class RunTests
{
    private const int Many = 300;

    // One after the other, so that what one read brings is together larger or smaller than what is sent from where it is.
    private static readonly int[] Sizes = [16 * 1024, 12, 5000, 1000, 70_000, 100, 16 * 1024, 16 * 1024];

    [Theory]
    [InlineData(5, TransportKind.Epoll)]
    [InlineData(4, TransportKind.Epoll)]
    [InlineData(4, TransportKind.Sockets)]
    public async Task Who_reads_and_who_reads_late_get_every_byte_in_order(int version, TransportKind kind)
    {
        await using var server = new Server(TestBroker.Defaults, NullLoggerFactory.Instance, TimeProvider.System);
        await using var listeners = await ListenAsync(server, kind);
        var port = ((IPEndPoint)listeners.Listeners[0].BoundEndPoint).Port;
        await using var three = await SubscriberAsync(port, "three", 4);
        await using var five = await SubscriberAsync(port, "five", 5);
        await using var late = await SubscriberAsync(port, "late", version, receiveBuffer: 4096);
        await using var publisher = await SocketClient.ConnectAsync(port, "publisher", version);
        var reading = new[] { CheckAsync(three), CheckAsync(five) };
        await publisher.SendAsync([.. Enumerable.Range(0, Many).SelectMany(i => Packet.Publish("t", Payload(i), version: version, properties: Properties(i, version)))]);
        await Task.WhenAll(reading);
        await CheckAsync(late);
    }

    [Fact]
    public async Task What_is_left_out_between_two_that_go_on_is_not_sent_with_them()
    {
        await using var server = new Server(TestBroker.Defaults with { Mqtt = TestBroker.Defaults.Mqtt with { ValidatePayloadFormat = true } }, NullLoggerFactory.Instance, TimeProvider.System);
        await using var listeners = await ListenAsync(server, TransportKind.Epoll);
        var port = ((IPEndPoint)listeners.Listeners[0].BoundEndPoint).Port;
        await using var subscriber = await SubscriberAsync(port, "subscriber", 5);
        await using var publisher = await SocketClient.ConnectAsync(port, "publisher");
        await publisher.SendAsync([
            .. Packet.Publish("t", "before"u8.ToArray()), .. Packet.Publish("t", [0xFF], properties: [0x01, 1]), .. Packet.Publish("t", "after"u8.ToArray()),
            .. Packet.Publish("t", new byte[16 * 1024])]);
        Assert.Equal("before", (await subscriber.ReadAsync()).Payload);
        Assert.Equal("after", (await subscriber.ReadAsync()).Payload);
        Assert.Equal(16 * 1024, (await subscriber.ReadAsync()).PayloadBytes.Length);
    }

    private static async Task<ListenerSet> ListenAsync(Server server, TransportKind kind)
    {
        await server.StartAsync();
        var listeners = new ListenerSet(server.RunAsync, NullLoggerFactory.Instance, TimeProvider.System, new ListenerSetOptions { IoThreads = 1, Transport = kind });
        await listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }]);
        return listeners;
    }

    private static async Task<SocketClient> SubscriberAsync(int port, string id, int version, int? receiveBuffer = null)
    {
        var client = await SocketClient.OpenAsync(new IPEndPoint(IPAddress.Loopback, port), version, receiveBuffer);
        await client.SendAsync(Packet.Connect(id, version));
        await client.ReadAsync();
        await client.SendAsync(Packet.Subscribe(1, version, [], ("t", 0)));
        Assert.Equal(9, (await client.ReadAsync()).Type);
        return client;
    }

    private static async Task CheckAsync(SocketClient client)
    {
        for (var i = 0; i < Many; i++)
        {
            var message = await client.ReadAsync();
            Assert.Equal(("t", 0), (message.Topic, message.QoS));
            Assert.False(message.Has(0x23));
            Assert.True(Payload(i).AsSpan().SequenceEqual(message.PayloadBytes), $"message {i} has other bytes");
        }
    }

    // Some do not go on as they came: an alias means something to its sender alone.
    private static byte[] Properties(int i, int version) => version == 5 && i % 20 == 19 ? [0x23, 0, 1] : [];

    private static byte[] Payload(int i)
    {
        var payload = new byte[Sizes[i % Sizes.Length]];
        for (var at = 0; at + 4 <= payload.Length; at += 4) BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(at), (i * 1_000_003) + at);
        return payload;
    }
}
