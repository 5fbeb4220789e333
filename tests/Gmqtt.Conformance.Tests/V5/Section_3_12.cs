using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>PINGREQ.</summary>
public sealed class Section_3_12
{
    [Fact]
    [Mqtt5("MQTT-3.12.4-1")]
    public async Task Each_PINGREQ_is_answered_by_a_PINGRESP()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync("C000");
        await client.ExpectAsync(0xD0, 0x00);
        await client.SendHexAsync("C000 C000 C000");
        await client.ExpectAsync(0xD0, 0x00, 0xD0, 0x00, 0xD0, 0x00);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.12.4-1")]
    public async Task PINGREQ_is_answered_while_the_send_quota_is_used_up()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", properties: [0x21, 0, 1]); // Receive Maximum 1
        await client.SubscribeAsync("a", 1);
        var publisher = await broker.ConnectAsync("p");
        for (var i = 1; i <= 3; i++) await publisher.PublishFullyAsync("a", "x", qos: 1, packetId: i);
        await client.ReadAsync(3);
        await client.SendHexAsync("C000");
        await client.ExpectAsync(0xD0, 0x00);
        Assert.Empty(broker.Log.Errors);
    }
}
