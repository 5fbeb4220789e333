using Gmqtt.Broker;
using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>4.8 handling errors.</summary>
public sealed class Section_4_8 : BrokerTest
{
    public static TheoryData<int, string> Violations => Exchanges.Both(
        "00 00", // packet type 0
        "F0 00", // packet type 15, AUTH of MQTT 5.0
        "20 02 0000", // CONNACK from a client
        "90 03 0001 00", // SUBACK from a client
        "B0 02 0001", // UNSUBACK from a client
        "D0 00", // PINGRESP from a client
        "C0 01 00", // PINGREQ with a body
        "E0 02 0000", // DISCONNECT with a body
        "40 00", // PUBACK without an identifier
        "40 01 00", // with half of one
        "40 03 0001 00", // with a reason code, which is of MQTT 5.0
        "62 03 0001 00", // PUBREL with a reason code
        "40 02 0000", // PUBACK with the identifier 0
        "82 01 00", // SUBSCRIBE with half an identifier
        "82 04 0001 0005", // with a filter that is not there
        "82 07 0001 00 0001 61 00", // with a property length, which is of MQTT 5.0
        "A2 04 0001 0005", // UNSUBSCRIBE with a filter that is not there
        "C0 FF FF FF FF 01", // a Remaining Length of five bytes
        "30 FF FF FF 7F"); // a PUBLISH larger than the broker takes

    [Theory]
    [MemberData(nameof(Violations))]
    [Mqtt311("MQTT-4.8.0-1")]
    public async Task A_protocol_violation_closes_the_connection_that_it_came_on_and_no_other(int version, string packet)
    {
        var broker = await StartAsync();
        var watcher = await broker.WatchAsync("will", version);
        var client = await broker.EnterAsync(Packet.ConnectWithWill("c", "will", "gone", version), version);
        await client.SendHexAsync(packet);
        await client.ExpectClosedAsync(); // without a DISCONNECT, which a 3.x server never sends
        await watcher.ExpectPublishAsync("will", "gone");
        await watcher.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-4.8.0-2")]
    public async Task A_message_for_which_there_is_no_room_closes_the_connection_and_is_not_acknowledged(int version)
    {
        var options = TestBroker.Defaults with
        {
            Limits = new LimitOptions { MaxAwaitingRel = 2 },
            Mqtt = TestBroker.Defaults.Mqtt with { ServerReceiveMaximum = 2 },
        };
        var broker = await StartAsync(options);
        var watcher = await broker.WatchAsync("a", version);
        var client = await broker.ReturnAsync("c", version);
        for (byte id = 1; id <= 2; id++)
        {
            await client.PublishAsync("a", $"{id}", qos: 2, packetId: id);
            await client.ExpectAsync(0x50, 0x02, 0x00, id);
        }

        await client.PublishAsync("a", "3", qos: 2, packetId: 3); // a third message that waits for its PUBREL
        await client.ExpectClosedAsync();
        Assert.Equal(["1", "2"], await watcher.TakeAsync(2));
        await watcher.ExpectNothingAsync();

        client = await broker.ReturnAsync("c", version); // there is room again, and nothing is lost
        await client.SendAsync(Packet.Ack(6, 1));
        await client.ExpectAsync(0x70, 0x02, 0x00, 0x01);
        await client.PublishAsync("a", "3", qos: 2, packetId: 3, dup: true);
        await client.ExpectAsync(0x50, 0x02, 0x00, 0x03);
        await watcher.ExpectPublishAsync("a", "3");
    }
}
