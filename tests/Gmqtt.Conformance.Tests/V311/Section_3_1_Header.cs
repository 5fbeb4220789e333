using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.1 and 3.1.2: the first packet, protocol name and level, connect flags, Keep Alive.</summary>
public sealed class Section_3_1_Header : BrokerTest
{
    [Theory]
    [InlineData("30 04 0001 61 78")] // PUBLISH "x" to "a"
    [InlineData("C0 00")] // PINGREQ
    [InlineData("82 06 0001 0001 61 00")] // SUBSCRIBE
    [InlineData("E0 00")] // DISCONNECT
    [InlineData("20 02 0000")] // CONNACK
    [Mqtt311("MQTT-3.1.0-1")]
    public async Task Anything_but_a_connect_as_the_first_packet_closes_the_connection(string packet)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync();
        var client = broker.Open();
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.0-2")]
    public async Task A_second_connect_closes_the_connection_and_publishes_the_will(int version)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version), version);
        await client.SendAsync(Packet.Connect("c", version));
        await client.ExpectClosedAsync();
        await watcher.ExpectPublishAsync("will", "gone");
    }

    [Theory]
    [InlineData("10 0D 0004 4D 51 58 58 04 02 0000 0001 63")] // "MQXX", level 4
    [InlineData("10 0D 0004 6D 71 74 74 04 02 0000 0001 63")] // "mqtt"
    [InlineData("10 0C 0003 4D 51 54 04 02 0000 0001 63")] // "MQT"
    [InlineData("10 0E 0005 4D 51 54 54 54 04 02 0000 0001 63")] // "MQTTT"
    [Mqtt311("MQTT-3.1.2-1")]
    public async Task Another_protocol_name_is_never_accepted(string connect)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Hex(connect));
    }

    [Theory]
    [InlineData("10 0D 0004 4D 51 54 54 06 02 0000 0001 63")] // "MQTT", level 6
    [InlineData("10 0D 0004 4D 51 54 54 00 02 0000 0001 63")]
    [InlineData("10 0D 0004 4D 51 54 54 03 02 0000 0001 63")] // level 3 belongs to "MQIsdp"
    [InlineData("10 0D 0004 4D 51 54 54 84 02 0000 0001 63")] // the bridge bit of some brokers
    [InlineData("10 0F 0006 4D 51 49 73 64 70 04 02 0000 0001 63")] // "MQIsdp", level 4
    [Mqtt311("MQTT-3.1.2-2")]
    public async Task An_unknown_protocol_level_is_answered_with_0x01_and_the_end(string connect)
    {
        var broker = await StartAsync();
        var client = await broker.KnockAsync(Hex(connect));
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x01);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3, 0x01)]
    [InlineData(3, 0x03)]
    [InlineData(4, 0x01)]
    [InlineData(4, 0x03)]
    [Mqtt311("MQTT-3.1.2-3")]
    public async Task The_reserved_connect_flag_closes_the_connection(int version, byte flags)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", version, flags, 0, []), version);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-24")]
    public async Task Silence_for_one_and_a_half_times_the_keep_alive_closes_and_publishes_the_will(int version)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version, keepAlive: 2), version);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2.8));
        await client.ExpectNothingAsync(); // and that PINGREQ starts the time again
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2.8));
        await watcher.ExpectNothingAsync();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(0.5));
        await client.ExpectClosedAsync();
        await watcher.ExpectPublishAsync("will", "gone");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-24")]
    public async Task Keep_alive_0_is_no_keep_alive(int version)
    {
        var broker = await StartAsync(mqtt => mqtt with { MaxKeepAlive = 0 });
        var client = await broker.ConnectAsync("c", version, keepAlive: 0);
        await broker.AdvanceAsync(TimeSpan.FromMinutes(30));
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("30 04 0001 61 78")] // PUBLISH
    [InlineData("40 02 0001")] // PUBACK of nothing
    [Mqtt311("MQTT-3.1.2-24")]
    public async Task Any_packet_keeps_the_connection_open(string packet)
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("c", 4, keepAlive: 2);
        for (var i = 0; i < 5; i++)
        {
            await broker.AdvanceAsync(TimeSpan.FromSeconds(2.8));
            await client.SendHexAsync(packet);
        }

        await client.ExpectNothingAsync();
    }
}
