using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>Conformance: nothing but the standard is needed, and any ordered stream of bytes will do.</summary>
public sealed class Section_7
{
    private const string Connect = "10 0D 0004 4D515454 04 02 0000 0001 63"; // "MQTT" 4 | Clean Session | Keep Alive 0 | Client Identifier "c"
    private const string Subscribe = "82 06 0001 0001 61 01"; // Packet Identifier 1 | "a" QoS 1
    private const string Publish = "32 06 0001 61 0002 31"; // QoS 1 | "a" | Packet Identifier 2 | "1"
    private const string Unsubscribe = "A2 05 0003 0001 61"; // Packet Identifier 3 | "a"

    [Fact]
    [Mqtt311("MQTT-7.0.0-2")]
    public async Task A_client_that_knows_the_standard_alone_gets_what_the_standard_says_and_no_more()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        client.Version = 4;
        await client.SendHexAsync(Connect);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x00);
        await client.SendHexAsync(Subscribe);
        await client.ExpectAsync(0x90, 0x03, 0x00, 0x01, 0x01);
        await client.SendHexAsync(Publish);
        await client.ExpectAsync(0x32, 0x06, 0x00, 0x01, (byte)'a', 0x00, 0x01, (byte)'1', 0x40, 0x02, 0x00, 0x02);
        await client.SendHexAsync("40 02 0001");
        await client.SendHexAsync(Unsubscribe);
        await client.ExpectAsync(0xB0, 0x02, 0x00, 0x03);
        await client.SendHexAsync("C0 00");
        await client.ExpectAsync(0xD0, 0x00);
        await client.SendHexAsync("E0 00");
        await client.ExpectClosedAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt311("MQTT-7.1.1-1")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Packets_are_cut_from_a_stream_of_bytes_however_they_arrive(int pieceSize)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        client.Version = 4;
        var stream = Convert.FromHexString((Connect + Subscribe + Publish + Unsubscribe + "C000").Replace(" ", "", StringComparison.Ordinal));
        foreach (var piece in stream.Chunk(pieceSize)) await client.SendAsync(piece);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x00, 0x90, 0x03, 0x00, 0x01, 0x01);
        await client.ExpectAsync(0x32, 0x06, 0x00, 0x01, (byte)'a', 0x00, 0x01, (byte)'1', 0x40, 0x02, 0x00, 0x02);
        await client.ExpectAsync(0xB0, 0x02, 0x00, 0x03, 0xD0, 0x00);
        Assert.Empty(broker.Log.Errors);
    }
}
