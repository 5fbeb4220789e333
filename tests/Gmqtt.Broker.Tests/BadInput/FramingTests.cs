using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>F01 to F23 but for the handshake: fixed header, lengths, packet types, and bytes that come in odd pieces.</summary>
public sealed class FramingTests
{
    [Theory]
    [InlineData("30 80 80 80 80 01", 0x81)] // F01 Remaining Length of five bytes
    [InlineData("30 FF FF FF FF 7F", 0x81)]
    [InlineData("C0 80 00", 0x81)]          // F02 not the shortest form [MQTT-1.5.5-1]
    [InlineData("30 84 80 00", 0x81)]
    [InlineData("30 FF FF FF 7F", 0x95)]    // F03 256 MiB announced
    [InlineData("82 A1 8D 06", 0x95)]       // F04 SUBSCRIBE of 100,001 bytes in its body: a cap for each packet type
    [InlineData("40 90 4E", 0x95)]          // F04 PUBACK of 10,000
    [InlineData("E0 90 4E", 0x95)]          // F04 DISCONNECT of 10,000
    [InlineData("C0 01", 0x81)]             // F04 PINGREQ has no body
    [InlineData("30 00", 0x81)]             // F05 bodies that must have fields and have none
    [InlineData("82 00", 0x81)]
    [InlineData("A2 00", 0x81)]
    [InlineData("40 00", 0x81)]
    [InlineData("62 00", 0x81)]
    [InlineData("82 02 00 01", 0x81)]
    [InlineData("82 03 00 01 00", 0x82)]    // no filter [MQTT-3.8.3-2]
    [InlineData("A2 03 00 01 00", 0x82)]
    public async Task A_fixed_header_or_a_length_that_is_wrong_is_refused(string hex, byte code)
        => await Refusal.OfConnectedAsync(5, Refusal.Bytes(hex), code);

    [Theory]
    [InlineData("40 03 00 01 00")] // F04 in 3.x an acknowledgement has two bytes
    [InlineData("62 03 00 01 00")]
    [InlineData("E0 01 00")]
    [InlineData("82 A1 8D 06")]    // the cap of SUBSCRIBE holds in every version
    [InlineData("30 00")]
    [InlineData("82 02 00 01")]
    [InlineData("F0 00")]          // F09 AUTH does not exist
    public async Task The_same_in_3_1_1(string hex) => await Refusal.OfConnectedAsync(4, Refusal.Bytes(hex), 0);

    [Theory]
    [InlineData("82 08 00 01 00 00 01 74 00 00", 0x81)] // F07 a byte behind SUBSCRIBE's last field that is half a filter
    [InlineData("40 05 00 01 00 00 FF", 0x81)]
    [InlineData("E0 03 00 00 00", 0x81)]
    public async Task F07_Bytes_behind_the_last_field_are_refused(string hex, byte code) => await Refusal.OfConnectedAsync(5, Refusal.Bytes(hex), code);

    [Theory]
    [InlineData("80 06 00 01 00 00 01 74 00")] // F08 SUBSCRIBE's flags must be 2
    [InlineData("83 06 00 01 00 00 01 74 00")]
    [InlineData("86 06 00 01 00 00 01 74 00")]
    [InlineData("8A 06 00 01 00 00 01 74 00")]
    [InlineData("A0 05 00 01 00 00 01 74")]    // UNSUBSCRIBE
    [InlineData("A3 05 00 01 00 00 01 74")]
    [InlineData("60 02 00 01")]                // PUBREL
    [InlineData("63 02 00 01")]
    [InlineData("64 02 00 01")]
    [InlineData("C1 00")]                      // PINGREQ
    [InlineData("E1 00")]                      // DISCONNECT
    [InlineData("F1 00")]                      // AUTH
    [InlineData("41 02 00 01")]                // PUBACK
    [InlineData("51 02 00 01")]                // PUBREC
    [InlineData("71 02 00 01")]                // PUBCOMP
    [InlineData("00 00")]                      // F09 packet type 0
    public async Task F08_F09_Reserved_flags_and_types_are_refused(string hex)
    {
        await Refusal.OfConnectedAsync(5, Refusal.Bytes(hex), 0x81);
        await Refusal.OfConnectedAsync(4, Refusal.Bytes(hex), 0);
    }

    [Theory]
    [InlineData("20 03 00 00 00", "20 02 00 00")]    // CONNACK
    [InlineData("90 04 00 01 00 00", "90 03 00 01 00")] // SUBACK
    [InlineData("B0 04 00 01 00 00", "B0 02 00 01")] // UNSUBACK
    [InlineData("D0 00", "D0 00")]                   // PINGRESP
    public async Task F10_What_only_a_server_may_send_is_refused(string version5, string version4)
    {
        await Refusal.OfConnectedAsync(5, Refusal.Bytes(version5), 0x82);
        await Refusal.OfConnectedAsync(4, Refusal.Bytes(version4), 0);
    }

    [Theory]
    [InlineData("30 03 00 01 74")]
    [InlineData("20 02 00 00")]
    [InlineData("40 02 00 01")]
    [InlineData("50 02 00 01")]
    [InlineData("62 02 00 01")]
    [InlineData("70 02 00 01")]
    [InlineData("82 06 00 01 00 01 74 00")]
    [InlineData("90 03 00 01 00")]
    [InlineData("A2 05 00 01 00 01 74")]
    [InlineData("B0 02 00 01")]
    [InlineData("C0 00")]
    [InlineData("D0 00")]
    [InlineData("E0 00")]
    [InlineData("F0 00")]
    [InlineData("00 00")]
    public async Task F11_A_first_packet_that_is_no_CONNECT_is_answered_by_the_end(string hex) => await Refusal.OfStrangerAsync(Refusal.Bytes(hex)); // [MQTT-3.1.0-1]

    [Fact]
    public async Task F13_Whoever_speaks_another_protocol_is_closed_within_one_read()
    {
        await Refusal.OfStrangerAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await Refusal.OfStrangerAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
        await Refusal.OfStrangerAsync(Refusal.Bytes("16 03 01 02 00 01 00 01 FC 03 03")); // TLS ClientHello
        var random = new byte[64 * 1024];
        new Random(1).NextBytes(random);
        random[0] = 0x47;
        await Refusal.OfStrangerAsync(random);
    }

    [Fact]
    public async Task F06_Every_packet_cut_short_at_every_byte_is_waited_for_or_refused()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        byte[][] packets =
        [
            Packet.Publish("t/x", "payload"u8.ToArray(), 1, 7, properties: [0x01, 0x01, .. Packet.UserProperty("k", "v")]),
            Packet.Subscribe(1, 5, [0x0B, 0x01], ("a/#", 1), ("$share/g/b", 2)), Packet.Unsubscribe(2, 5, "a", "b"), Packet.Ack(4, 9, 0x10), Packet.Disconnect(5, 0x04, Packet.SessionExpiry(0)),
            Packet.Connect("cut", properties: Packet.SessionExpiry(1)),
        ];
        foreach (var packet in packets)
        {
            for (var length = 1; length < packet.Length; length++)
            {
                // The bytes end where the network ends.
                var first = packet[0] == 0x10 ? broker.Open() : await broker.ConnectAsync("cut");
                await first.SendAsync(packet[..length]);
                await first.DropAsync();
            }

            for (var cut = 2; cut < packet.Length; cut++)
            {
                // The packet says itself that it ends there: a header that fits, and a field that does not.
                var client = packet[0] == 0x10 ? broker.Open() : await broker.ConnectAsync("cut");
                await client.SendAsync([packet[0], (byte)(cut - 2), .. packet[2..cut]]);
                await client.DropAsync();
            }
        }

        await bystander.IsUnharmedAsync();
        Assert.Equal(2, broker.Server.ConnectionCount);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task F12_A_second_CONNECT_is_refused(int version) => await Refusal.OfConnectedAsync(version, Packet.Connect("c", version), 0x82);

    [Fact]
    public async Task F23_A_thousand_PINGREQ_in_one_piece_get_a_thousand_PINGRESP()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync([.. Enumerable.Repeat<byte[]>([0xC0, 0x00], 1000).SelectMany(p => p)]);
        await client.ExpectAsync([.. Enumerable.Repeat<byte[]>([0xD0, 0x00], 1000).SelectMany(p => p)]);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10_000)]
    public async Task F23_The_answers_do_not_depend_on_how_the_bytes_are_cut(int size)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = broker.Open();
        byte[] script =
        [
            .. Packet.Connect("c"), .. Packet.Subscribe(1, 5, [], ("t", 2)), .. Packet.Publish("t", new byte[300], 1, 2), .. Packet.Publish("t", "x"u8.ToArray(), 2, 3),
            .. Packet.Ack(6, 3), 0xC0, 0x00, .. Packet.Unsubscribe(4, 5, "t"), 0xE0, 0x00,
        ];
        foreach (var piece in script.Chunk(size)) await client.SendAsync(piece);
        var answers = new List<string>();
        while (await client.TryReadAsync() is { } packet) answers.Add($"{packet.First:X2}:{packet.Body.Length}");
        Assert.Equal(["20", "90", "32", "40", "34", "50", "70", "D0", "B0"], answers.Select(a => a[..2]));
    }
}
