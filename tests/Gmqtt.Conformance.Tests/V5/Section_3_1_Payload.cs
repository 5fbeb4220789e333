using Gmqtt.Hooks;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>3.1.3 CONNECT Payload: the order of its fields, the Client Identifier.</summary>
public sealed class Section_3_1_Payload : BrokerTest
{
    [Fact]
    [Mqtt5("MQTT-3.1.3-1")]
    public async Task All_fields_of_the_payload_are_found_in_their_order()
    {
        var seen = "";
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = next => (client, request, cancellation) =>
            {
                if (request.Username is not null) seen = $"{request.ClientId} {request.Username} {Convert.ToHexString(request.Password!.Value.Span)}";
                return next(client, request, cancellation);
            },
        });
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("#", 2);
        byte[] connect =
        [
            0x10, 0x2E, // CONNECT, Remaining Length 46
            0x00, 0x04, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 0x05, // name and version
            0xCE, // user name, password, Will QoS 1, will, Clean Start
            0x00, 0x00, // Keep Alive
            0x00, // no properties
            0x00, 0x02, (byte)'i', (byte)'d', // Client Identifier
            0x07, // will properties: 7 bytes
            0x01, 0x01, // Payload Format Indicator
            0x02, 0x00, 0x00, 0x00, 0x3C, // Message Expiry Interval 60
            0x00, 0x02, (byte)'w', (byte)'t', // Will Topic
            0x00, 0x03, 0x01, 0x02, 0x03, // Will Payload
            0x00, 0x04, (byte)'u', (byte)'s', (byte)'e', (byte)'r', // User Name
            0x00, 0x06, 0xFF, 0x00, 0xFE, 0x01, 0xFD, 0x02, // Password, not text
        ];
        var (client, _) = await broker.EnterAsync(connect);
        await client.DropAsync();
        Assert.Equal("id user FF00FE01FD02", seen);
        var will = await watcher.ReadAsync(3);
        Assert.Equal(("wt", "010203", 1), (will.Topic, Convert.ToHexString(will.PayloadBytes), will.QoS));
        Assert.Equal((1, 60), (will.Number(0x01), will.Number(0x02)));
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-2")]
    public async Task The_client_identifier_tells_sessions_apart_and_finds_them_again()
    {
        var broker = await StartAsync();
        foreach (var id in new[] { "a", "A", "aa" })
        {
            var client = await broker.ConnectAsync(id, properties: Packet.SessionExpiry(60));
            await client.SubscribeAsync("for/" + id, 1);
            await client.DropAsync();
        }

        var publisher = await broker.ConnectAsync("p");
        foreach (var id in new[] { "a", "A", "aa" }) await publisher.PublishQoS1Async("for/" + id, id);
        foreach (var id in new[] { "aa", "a", "A" })
        {
            var client = await broker.ConnectAsync(id, clean: false, properties: Packet.SessionExpiry(60));
            Assert.True(client.ConnAck.SessionPresent);
            await client.ExpectPublishAsync("for/" + id, id);
            await client.ExpectNothingAsync();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")] // half of its length
    [InlineData("00 02 63")] // one byte short
    [Mqtt5("MQTT-3.1.3-3")]
    public async Task A_payload_without_a_client_identifier_is_refused_with_0x81(string payload)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [5, 2, 0, 0, 0], Hex(payload)), 0x81);
    }

    [Theory]
    [InlineData("ED A0 80")]
    [InlineData("63 00")]
    [InlineData("C3")]
    [Mqtt5("MQTT-3.1.3-4")]
    public async Task A_client_identifier_that_is_not_utf8_is_refused_with_0x81(string id)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [5, 2, 0, 0, 0], Packet.Binary(Hex(id))), 0x81);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0123456789abcdefghijklm")] // 23 bytes
    [InlineData("nopqrstuvwxyzABCDEFGHIJ")]
    [InlineData("KLMNOPQRSTUVWXYZ")]
    [Mqtt5("MQTT-3.1.3-5")]
    [Mqtt5("MQTT-3.1.4-5")]
    public async Task One_to_23_digits_and_letters_are_accepted(string id)
    {
        var broker = await StartAsync();
        var (_, connAck) = await broker.EnterAsync(Packet.Connect(id));
        Assert.False(connAck.Has(0x12)); // the client's own identifier stays
        Assert.NotNull(broker.Services.ClientService.GetClient(id));
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-5")]
    public async Task Longer_identifiers_of_any_characters_are_accepted_up_to_the_limit()
    {
        var broker = await StartAsync();
        await broker.EnterAsync(Packet.Connect(new string('x', 256)));
        await broker.EnterAsync(Packet.Connect("/ü 水 $?"));
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-6")]
    [Mqtt5("MQTT-3.2.2-16")]
    public async Task Clients_without_an_identifier_are_each_given_another_one()
    {
        var broker = await StartAsync();
        await broker.ConnectAsync("named");
        var ids = new HashSet<string> { "named" };
        for (var i = 0; i < 1000; i++)
        {
            var client = await broker.ConnectAsync("");
            var id = client.ConnAck.Text(0x12);
            Assert.False(string.IsNullOrEmpty(id));
            Assert.True(ids.Add(id!), "an identifier was given twice");
        }
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-7")]
    public async Task The_assigned_identifier_is_the_sessions_from_then_on()
    {
        var broker = await StartAsync();
        var client = await broker.ConnectAsync("", clean: false, properties: Packet.SessionExpiry(60));
        Assert.False(client.ConnAck.SessionPresent);
        var id = client.ConnAck.Text(0x12)!;
        await client.SubscribeAsync("t");
        await client.DropAsync();
        client = await broker.ConnectAsync(id, clean: false, properties: Packet.SessionExpiry(60));
        Assert.True(client.ConnAck.SessionPresent);
        Assert.False(client.ConnAck.Has(0x12));
        await client.PublishAsync("t", "x");
        await client.ExpectPublishAsync("t", "x");
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-7")]
    public async Task A_second_connection_with_the_assigned_identifier_takes_over()
    {
        var broker = await StartAsync();
        var first = await broker.ConnectAsync("");
        await broker.ConnectAsync(first.ConnAck.Text(0x12)!);
        await first.ExpectDisconnectAsync(0x8E);
    }

    [Fact]
    [Mqtt5("MQTT-3.1.3-8")]
    public async Task An_empty_identifier_is_refused_with_0x85_where_it_is_not_allowed()
    {
        var broker = await StartAsync(mqtt => mqtt with { AllowZeroLengthClientId = false });
        await broker.ExpectRefusalAsync(Packet.Connect(""), 0x85);
        await broker.ConnectAsync("named");
    }

    [Theory]
    [InlineData("a+")] // would match everybody's rules
    [InlineData("#")]
    [InlineData("a\nb")] // would forge a line of the log
    [InlineData("257")] // replaced by 257 bytes
    [Mqtt5("MQTT-3.1.3-8")]
    public async Task An_identifier_against_the_brokers_policy_is_refused_with_0x85(string id)
    {
        var broker = await StartAsync();
        await broker.ExpectRefusalAsync(Packet.Connect(id == "257" ? new string('x', 257) : id), 0x85);
    }
}
