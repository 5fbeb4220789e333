using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>F01, F03, F08, F13, F14, F17 and F20: the limits at their edges, and how much a stranger is granted.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("10 80 80 80 80 01")] // F01 Remaining Length of five bytes
    [InlineData("10 81 80 04")]       // F03 65 541 bytes in all, above the 64 KiB for strangers
    [InlineData("10 80 80 40")]       // 1 MiB
    [InlineData("10 FF FF FF 7F")]    // 256 MiB
    public async Task F01_F03_A_stranger_that_announces_too_much_is_closed_at_its_header(string hex) => await Refusal.OfStrangerAsync(Refusal.Bytes(hex));

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F03_A_packet_beyond_max_packet_size_is_refused_at_its_header(int version)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxPacketSize = 1000 });
        // PUBLISH, Remaining Length 998: with its header it would be one byte too large, and none of its body is sent.
        await Refusal.OfConnectedAsync(broker, version, Refusal.Bytes("30 E6 07"), 0x95);
    }

    [Fact]
    public async Task F03_A_packet_of_exactly_max_packet_size_is_accepted()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxPacketSize = 1000 });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        await client.SendAsync(Packet.Publish("t", new byte[993])); // 3 of header, 3 of topic, 1 of properties, 993
        Assert.Equal(993, (await client.ReadAsync(3)).PayloadBytes.Length);
    }

    [Theory]
    [InlineData(0x11)]
    [InlineData(0x12)]
    [InlineData(0x14)]
    [InlineData(0x18)]
    public async Task F08_A_CONNECT_with_reserved_flags_is_not_answered(byte first)
    {
        var connect = Packet.Connect("c");
        connect[0] = first;
        await Refusal.OfStrangerAsync(connect);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task F13_Random_bytes_are_closed_within_one_read(int seed)
    {
        var bytes = new byte[65_536];
        new Random(seed).NextBytes(bytes);
        await Refusal.OfStrangerAsync(bytes);
    }

    [Fact]
    public async Task F14_Whoever_says_nothing_is_closed_after_ten_seconds()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        await broker.AdvanceAsync(TimeSpan.FromSeconds(9.5));
        Assert.Equal(1, broker.Server.ConnectionCount);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
        await client.ExpectClosedAsync();
        await client.EndedAsync();
        Assert.Equal(0, broker.Server.ConnectionCount);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 0)]
    [InlineData(4, 65535)]
    [InlineData(5, 65535)]
    public async Task F17_max_keepalive_ends_a_silent_connection_whatever_it_asked_for(int version, int keepAlive)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxKeepAlive = 20 });
        var client = await broker.ConnectAsync("c", version, keepAlive: keepAlive);
        if (version == 5) Assert.Equal(20, client.ConnAck.Number(0x13)); // Server Keep Alive [MQTT-3.1.2-21]
        await broker.AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.Equal(1, broker.Server.ConnectionCount);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(1.5)); // 30.5: a second after its goodbye the broker cuts the connection
        await client.ExpectDisconnectAsync(0x8D);
    }

    [Fact]
    public async Task F20_The_length_of_a_client_id_is_counted_in_bytes()
    {
        await using var broker = await TestBroker.StartAsync();
        await broker.ConnectAsync(new string('\u00E9', 128));
        await Refusal.OfStrangerAsync(Packet.Connect(new string('\u00E9', 128) + "c"), 5, 0x85);
    }
}
