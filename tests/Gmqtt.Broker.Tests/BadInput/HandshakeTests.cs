using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>F14 to F21: deadlines, and a CONNECT that is wrong.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public async Task F15_A_CONNECT_that_dribbles_in_has_one_deadline_for_the_whole_of_it()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        var packet = Packet.Connect("a-client-identifier-that-takes-its-time");
        foreach (var b in packet[..10])
        {
            await client.SendAsync(b);
            await broker.AdvanceAsync(TimeSpan.FromSeconds(1)); // a deadline per read would never end
        }

        await broker.AdvanceAsync(TimeSpan.FromSeconds(0.3));
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F16_A_packet_that_is_begun_and_does_not_end_closes_the_connection(int version)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults with { Mqtt = TestBroker.Defaults.Mqtt with { MaxPacketSize = 1024 } });
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c", version, keepAlive: 65535);
        await client.SendAsync(0x30, 0x10); // PUBLISH of 18 bytes
        for (var i = 0; i < 13; i++)
        {
            await client.SendAsync(0x00);
            await broker.AdvanceAsync(TimeSpan.FromSeconds(3)); // 13 of 16 bytes in 39 seconds; 30 seconds and one for the size are granted
        }

        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5)); // it is looked for every ten seconds: at 40
        await client.ExpectDisconnectAsync(0x8D);
        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData("10 0D 00 04 4D 51 54 55 04 02 00 00 00 01 63")]       // F18 "MQTU"
    [InlineData("10 0C 00 03 4D 51 54 04 02 00 00 00 01 63")]          // three letters
    [InlineData("10 0E 00 05 4D 51 54 54 54 04 02 00 00 00 01 63")]    // five
    [InlineData("10 09 00 00 04 02 00 00 00 01 63")]                   // none
    [InlineData("10 0D 00 04 6D 71 74 74 04 02 00 00 00 01 63")]       // lower case
    public async Task F18_Another_protocol_name_is_closed_without_a_CONNACK(string hex) => await Refusal.OfStrangerAsync(Refusal.Bytes(hex)); // [MQTT-3.1.2-1]

    [Theory]
    [InlineData("10 0F 00 06 4D 51 49 73 64 70 04 02 00 00 00 01 63")] // 3.1's name with level 4
    [InlineData("10 0D 00 04 4D 51 54 54 03 02 00 00 00 01 63")]       // 3.1.1's name with level 3
    [InlineData("10 0D 00 04 4D 51 54 54 06 02 00 00 00 01 63")]
    [InlineData("10 0D 00 04 4D 51 54 54 00 02 00 00 00 01 63")]
    public async Task F18_An_unknown_level_gets_return_code_1(string hex) => await Refusal.OfStrangerAsync(Refusal.Bytes(hex), 4, 1);

    [Theory]
    [InlineData(0x03)] // F19 the reserved bit [MQTT-3.1.2-3]
    [InlineData(0x0A)] // Will QoS without a will [MQTT-3.1.2-11]
    [InlineData(0x22)] // Will Retain without a will [MQTT-3.1.2-13]
    [InlineData(0x1E)] // Will QoS 3 [MQTT-3.1.2-12]
    [InlineData(0x06)] // a will whose fields are not there
    [InlineData(0x82)] // a user name that is not there
    [InlineData(0x42)] // a password that is not there
    public async Task F19_Connect_flags_that_contradict_themselves_are_malformed(byte flags)
    {
        await Refusal.OfStrangerAsync(Packet.ConnectWith("c", 5, flags, 0, []), 5, 0x81);
        await Refusal.OfStrangerAsync(Packet.ConnectWith("c", 4, flags, 0, null), 4);
    }

    [Fact]
    public async Task F07_F19_Fields_without_their_flag_are_malformed()
    {
        await Refusal.OfStrangerAsync(Packet.ConnectWith("c", 5, 0x02, 0, [], Packet.Utf8("user")), 5, 0x81);
        await Refusal.OfStrangerAsync(Packet.ConnectWith("c", 4, 0x02, 0, null, Packet.Utf8("user")), 4);
    }

    [Theory]
    [InlineData("a+b")] // F20
    [InlineData("a#b")]
    [InlineData("#")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [InlineData("long")]
    public async Task F20_A_client_id_that_could_be_mistaken_is_refused(string id)
    {
        if (id == "long") id = new string('x', 257);
        await Refusal.OfStrangerAsync(Packet.Connect(id), 5, 0x85);
        await Refusal.OfStrangerAsync(Packet.Connect(id, 4), 4, 2);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("käse")]
    [InlineData("256")]
    public async Task F20_A_client_id_that_is_merely_unusual_is_welcome(string id)
    {
        if (id == "256") id = new string('x', 256);
        await using var broker = await TestBroker.StartAsync();
        await broker.ConnectAsync(id);
        await broker.ConnectAsync(id, 4);
        Assert.NotNull(broker.Services.ClientService.GetClient(id));
    }

    [Fact]
    public async Task F20_A_client_id_with_NUL_is_malformed() => await Refusal.OfStrangerAsync(Packet.Connect("a\0b"), 5, 0x81); // [MQTT-1.5.4-2]

    [Fact]
    public async Task F20_Without_a_client_id_each_client_gets_another_one()
    {
        await using var broker = await TestBroker.StartAsync();
        var first = await broker.ConnectAsync("");
        var second = await broker.ConnectAsync("");
        Assert.NotEqual(first.ConnAck.Text(0x12), second.ConnAck.Text(0x12)); // [MQTT-3.1.3-6]
        var old = await broker.ConnectAsync("", 4);
        await old.ExpectNothingAsync();
        Assert.Equal(3, broker.Services.ClientService.Clients().Count());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F21_What_a_client_sent_before_it_closed_its_half_is_handled_and_its_will_fires(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("w");
        await watcher.SubscribeAsync("#");
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(Packet.ConnectWithWill("c", "will", "gone", version));
        await client.ReadAsync(2);
        await client.PublishAsync("t", "last words", qos: 1, packetId: 1);
        await client.HalfCloseAsync();
        Assert.Equal(4, (await client.ReadAsync()).Type); // PUBACK: the other half is still open
        await client.ExpectClosedAsync();
        Assert.Equal("last words", (await watcher.ReadAsync(3)).Payload);
        Assert.Equal("gone", (await watcher.ReadAsync(3)).Payload);
    }

    [Fact]
    public async Task F22_A_client_that_cuts_the_connection_while_it_is_being_written_to_harms_nobody()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        for (var i = 0; i < 20; i++)
        {
            var victim = await broker.ConnectAsync("victim", buffer: 1024);
            await victim.SubscribeAsync("flood");
            var publisher = await broker.ConnectAsync("flooder");
            var flood = publisher.SendAsync([.. Enumerable.Repeat(Packet.Publish("flood", new byte[500]), 20).SelectMany(p => p)]);
            await victim.CutAsync();
            await flood;
        }

        await bystander.IsUnharmedAsync();
    }
}
