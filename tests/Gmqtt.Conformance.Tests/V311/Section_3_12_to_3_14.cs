using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.12 PINGREQ and 3.14 DISCONNECT.</summary>
public sealed class Section_3_12_to_3_14 : BrokerTest
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.12.4-1")]
    public async Task Every_pingreq_is_answered_by_a_pingresp(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(0xC0, 0x00);
        await client.ExpectAsync(0xD0, 0x00);
        await client.SendAsync(0xC0, 0x00, 0xC0, 0x00, 0xC0, 0x00);
        await client.ExpectAsync(0xD0, 0x00, 0xD0, 0x00, 0xD0, 0x00);
    }

    [Theory]
    [InlineData("E1 00")]
    [InlineData("E2 00")]
    [InlineData("E8 00")]
    [InlineData("E0 01 00")] // a reason code is of MQTT 5.0
    [Mqtt311("MQTT-3.14.1-1")]
    public async Task A_disconnect_that_is_not_well_formed_closes_and_publishes_the_will(string packet)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will");
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", 4));
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await watcher.ExpectPublishAsync("will", "gone");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.14.4-1")]
    public async Task The_broker_closes_after_a_disconnect_when_the_client_does_not(int version)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", version);
        await client.SendAsync(0xE0, 0x00);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.14.4-2")]
    public async Task What_follows_a_disconnect_is_not_read(int version)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version), version);
        await client.SendHexAsync("E0 00 30 04 0001 61 78 C0 00"); // DISCONNECT, then PUBLISH and PINGREQ in the same segment
        await client.SendHexAsync("30 04 0001 61 78");
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [Mqtt311("MQTT-3.14.4-3")]
    public async Task A_disconnect_discards_the_will(int version, bool retain)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("#", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version, qos: 1, retain: retain), version);
        await client.DisconnectAsync();
        await broker.AdvanceAsync(TimeSpan.FromMinutes(1));
        await watcher.ExpectNothingAsync();
        await watcher.SubscribeAsync("will");
        await watcher.ExpectNothingAsync();
    }
}
