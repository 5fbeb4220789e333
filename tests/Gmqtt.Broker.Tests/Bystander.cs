using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests;

/// <summary>Two clients who have nothing to do with what a test does to the broker, and whose traffic must not notice it.</summary>
internal sealed class Bystander
{
    private readonly TestBroker _broker;
    private readonly RawClient _publisher;
    private readonly RawClient _subscriber;
    private int _sent;

    private Bystander(TestBroker broker, RawClient publisher, RawClient subscriber)
    {
        _broker = broker;
        _publisher = publisher;
        _subscriber = subscriber;
    }

    internal static async Task<Bystander> JoinAsync(TestBroker broker)
    {
        var subscriber = await broker.ConnectAsync("bystander-subscriber", 4);
        await subscriber.SubscribeAsync("bystander/+", 1);
        return new Bystander(broker, await broker.ConnectAsync("bystander-publisher"), subscriber);
    }

    /// <summary>A QoS 1 message goes through and is acknowledged at both ends, nothing else arrives, and the broker has logged no error.</summary>
    internal async Task IsUnharmedAsync()
    {
        var payload = $"message {++_sent}";
        await _publisher.PublishAsync("bystander/topic", payload, qos: 1, packetId: _sent);
        await _publisher.ExpectAsync(0x40, 0x02, (byte)(_sent >> 8), (byte)_sent); // PUBACK
        var message = await _subscriber.ReadAsync(3);
        Assert.Equal(payload, message.Payload);
        await _subscriber.SendAsync(Packet.Ack(4, message.PacketId));
        await _publisher.ExpectNothingAsync();
        await _subscriber.ExpectNothingAsync();
        Assert.Empty(_broker.Log.Errors);
    }
}
