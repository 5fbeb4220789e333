using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>Malformed packets and protocol errors: whatever it is, the connection ends.</summary>
public sealed class Section_4_13
{
    [Theory]
    [Mqtt5("MQTT-4.13.1-1")]
    [Mqtt5("MQTT-4.13.2-1")]
    [InlineData("00 00", 0x81)] // packet type 0
    [InlineData("36 06 0001 61 0001 00", 0x81)] // PUBLISH with QoS 3
    [InlineData("38 04 0001 61 00", 0x81)] // PUBLISH with QoS 0 and DUP
    [InlineData("30 02 0005", 0x81)] // PUBLISH whose topic ends too early
    [InlineData("32 04 0001 61 00", 0x81)] // PUBLISH with QoS 1 and half a Packet Identifier
    [InlineData("32 06 0001 61 0000 00", 0x82)] // Packet Identifier 0
    [InlineData("30 06 0001 61 02 0102", 0x82)] // Payload Format Indicator 2
    [InlineData("30 08 0001 61 04 0101 0101", 0x82)] // a property twice
    [InlineData("30 06 0001 61 02 7F00", 0x81)] // a property that does not exist
    [InlineData("30 06 0001 61 02 2101", 0x81)] // Receive Maximum, cut short, in a PUBLISH
    [InlineData("30 06 0001 61 02 0B01", 0x82)] // Subscription Identifier in a PUBLISH of a client
    [InlineData("30 04 0001 61 05", 0x81)] // properties longer than the packet
    [InlineData("30 80808080 01", 0x81)] // a Remaining Length of five bytes
    [InlineData("40 01 00", 0x81)] // PUBACK without a whole Packet Identifier
    [InlineData("40 03 0001 01", 0x82)] // PUBACK with a code it does not have
    [InlineData("60 02 0001", 0x81)] // PUBREL without its flag
    [InlineData("20 03 00 00 00", 0x82)] // CONNACK from a client
    [InlineData("90 04 0001 00 00", 0x82)] // SUBACK from a client
    [InlineData("B0 04 0001 00 00", 0x82)] // UNSUBACK from a client
    [InlineData("D0 00", 0x82)] // PINGRESP from a client
    [InlineData("C0 01 00", 0x81)] // PINGREQ with a body
    [InlineData("82 07 0000 00 0001 61 00", 0x82)] // SUBSCRIBE with Packet Identifier 0
    [InlineData("82 06 0001 00 0001 61", 0x81)] // SUBSCRIBE without options
    [InlineData("82 09 0001 02 0B00 0001 61 00", 0x82)] // Subscription Identifier 0
    [InlineData("E0 01 05", 0x82)] // DISCONNECT with a code it does not have
    public async Task A_malformed_packet_or_a_protocol_error_ends_the_connection_with_DISCONNECT(string packet, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("#");
        var client = await broker.ConnectAsync("c");
        await client.SendHexAsync(packet);
        await client.ExpectDisconnectAsync(code);
        await watcher.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-4.13.1-1")]
    [Mqtt5("MQTT-4.13.2-1")]
    [InlineData("10 0D 0004 4D515454 05 03 0000 00 0000")] // the reserved connect flag
    [InlineData("10 0D 0004 4D515454 05 1A 0000 00 0000")] // a Will QoS without a will
    [InlineData("10 0E 0004 4D515454 05 02 0000 00 0000 00")] // a byte too many
    [InlineData("10 0F 0004 4D515454 05 02 0000 02 1702 0000")] // Request Problem Information 2
    [InlineData("10 10 0004 4D515454 05 02 0000 03 210000 0000")] // Receive Maximum 0
    [InlineData("10 12 0004 4D515454 05 02 0000 05 2700000000 0000")] // Maximum Packet Size 0
    public async Task A_CONNECT_that_is_wrong_ends_the_connection_with_an_error_CONNACK_or_without_a_word(string packet)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await client.SendHexAsync(packet);
        var last = await client.ReadLastAsync();
        Assert.True(last is null or { Type: 2, ReasonCode: >= 0x80 }, $"{last}");
        Assert.Empty(broker.Log.Errors);
    }
}
