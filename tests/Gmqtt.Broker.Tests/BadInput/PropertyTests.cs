using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>P01 to P07 and P10 to P14: property blocks and single properties that are wrong.</summary>
public sealed class PropertyTests
{
    [Theory]
    [InlineData("01 00 01 00")]                   // Payload Format Indicator
    [InlineData("02 00 00 00 01 02 00 00 00 01")] // Message Expiry Interval
    [InlineData("03 00 01 61 03 00 01 61")]       // Content Type
    [InlineData("08 00 01 61 08 00 01 61")]       // Response Topic
    [InlineData("09 00 01 61 09 00 01 61")]       // Correlation Data
    [InlineData("23 00 01 23 00 01")]             // Topic Alias
    public Task P01_A_property_that_stands_twice_in_a_PUBLISH_is_a_protocol_error(string properties) => EndsAsync(PublishWith(properties), 0x82);

    [Theory]
    [InlineData("11 00 00 00 05 11 00 00 00 05")] // Session Expiry Interval
    [InlineData("21 00 05 21 00 05")]             // Receive Maximum
    [InlineData("27 00 00 10 00 27 00 00 10 00")] // Maximum Packet Size
    [InlineData("22 00 05 22 00 05")]             // Topic Alias Maximum
    [InlineData("17 01 17 01")]                   // Request Problem Information
    [InlineData("19 01 19 01")]                   // Request Response Information
    [InlineData("15 00 01 61 15 00 01 61")]       // Authentication Method
    public Task P01_A_property_that_stands_twice_in_a_CONNECT_is_a_protocol_error(string properties) => IsNotLetInAsync(properties, 0x82);

    [Theory]
    [InlineData("11 00 00 00 05")]    // Session Expiry Interval in a PUBLISH
    [InlineData("21 00 05")]          // Receive Maximum
    [InlineData("18 00 00 00 05")]    // Will Delay Interval
    [InlineData("1F 00 01 61")]       // Reason String
    [InlineData("0B 01")]             // Subscription Identifier, which only the server sends [MQTT-3.3.4-6]
    public Task P02_A_property_that_does_not_belong_into_a_PUBLISH_is_a_protocol_error(string properties) => EndsAsync(PublishWith(properties), 0x82);

    [Theory]
    [InlineData("23 00 01")]          // Topic Alias in a CONNECT
    [InlineData("0B 01")]             // Subscription Identifier
    [InlineData("24 01")]             // Maximum QoS
    [InlineData("18 00 00 00 05")]    // Will Delay Interval belongs to the will
    public Task P02_A_property_that_does_not_belong_into_a_CONNECT_is_a_protocol_error(string properties) => IsNotLetInAsync(properties, 0x82);

    [Theory]
    [InlineData("00")]
    [InlineData("04")]
    [InlineData("07")]
    [InlineData("0A")]
    [InlineData("0C")]
    [InlineData("10")]
    [InlineData("14")]
    [InlineData("1B")]
    [InlineData("1D")]
    [InlineData("1E")]
    [InlineData("20")]
    [InlineData("7F")]
    [InlineData("80 01")]
    [InlineData("81 00")]       // Payload Format Indicator in two bytes
    [InlineData("FF FF FF 7F")]
    public Task P03_An_unknown_property_is_malformed(string id) => EndsAsync(PublishWith(id + "00 00 00 00"), 0x81);

    [Theory]
    [InlineData("30 04 00 01 74 05")]                      // Property Length 5, nothing left
    [InlineData("30 08 00 01 74 80 80 80 80 01")]          // Property Length of five bytes, cut short by Remaining Length
    [InlineData("30 07 00 01 74 80 80 80 80")]             // and again
    [InlineData("30 05 00 01 74 80 00")]                   // 0 in two bytes
    [InlineData("30 05 00 01 74 01 02")]                   // an identifier without its value
    [InlineData("30 07 00 01 74 03 02 00 00")]             // Message Expiry Interval of two bytes
    [InlineData("30 08 00 01 74 04 03 00 05 61")]          // Content Type longer than the block
    [InlineData("30 09 00 01 74 05 26 00 01 61 00")]       // a User Property without its value
    [InlineData("30 06 00 01 74 02 23 01")]                // Topic Alias of one byte
    public Task P04_A_property_block_that_does_not_add_up_is_malformed(string hex) => EndsAsync(Refusal.Bytes(hex), 0x81);

    [Theory]
    [InlineData("18 00 00 00 01 18 00 00 00 01", 0x82)] // Will Delay Interval twice
    [InlineData("11 00 00 00 01", 0x82)]                // Session Expiry Interval is not the will's
    [InlineData("01 02", 0x82)]                         // Payload Format 2
    [InlineData("08 00 01 23", 0x82)]                   // Response Topic "#"
    [InlineData("23 00 01", 0x82)]
    [InlineData("18 00 00", 0x81)]
    public async Task P05_Wrong_will_properties_let_nobody_in_and_leave_nothing(string properties, byte code)
    {
        await using var broker = await TestBroker.StartAsync();
        await Refusal.OfStrangerAsync(broker, Packet.ConnectWithWill("c", "will", "x", willProperties: Refusal.Bytes(properties)), 5, code);
        Assert.Equal(2, broker.Server.Engine.Sessions.Count); // the bystanders'
        Assert.Equal(0, broker.Server.Engine.SessionWheel.Count);
    }

    [Theory]
    [InlineData("21 00 00")]       // P06 Receive Maximum 0 (3.1.2.11.3)
    [InlineData("27 00 00 00 00")] // P07 Maximum Packet Size 0 (3.1.2.11.4)
    [InlineData("17 02")]          // Request Problem Information 2
    [InlineData("19 02")]          // Request Response Information 2
    [InlineData("16 00 01 61")]    // Authentication Data without a method
    public Task P06_P07_A_value_that_a_CONNECT_property_cannot_have_is_a_protocol_error(string properties) => IsNotLetInAsync(properties, 0x82);

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(4, null)]
    [InlineData(5, (byte)0x95)]  // a refusal without properties has five bytes,
    [InlineData(10, (byte)0x95)] // a CONNACK that says what has been agreed more than ten
    public Task P07_A_client_that_cannot_take_our_CONNACK_gets_what_it_can_take(byte size, byte? code) => IsNotLetInAsync($"27 00 00 00 {size:X2}", code); // [MQTT-3.1.2-24]

    [Theory]
    [InlineData("74", "23 00 00", 0x94)] // alias 0 [MQTT-3.3.2-8]
    [InlineData("74", "23 00 21", 0x94)] // 33, of 32 [MQTT-3.3.2-9]
    [InlineData("74", "23 FF FF", 0x94)]
    [InlineData("", "23 00 21", 0x94)]
    [InlineData("", "23 00 01", 0x82)]   // never set
    [InlineData("", "", 0x82)]
    public Task P10_A_Topic_Alias_that_stands_for_nothing_ends_the_connection(string topic, string properties, byte code)
        => EndsAsync(Packet.Of(0x30, Packet.Binary(Refusal.Bytes(topic)), Packet.Props(5, Refusal.Bytes(properties))), code);

    [Fact]
    public async Task P10_A_Topic_Alias_ends_with_its_connection()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        await client.PublishAsync("t", properties: [0x23, 0, 1]);
        await client.PublishAsync("", properties: [0x23, 0, 1]);
        await client.DropAsync();
        client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(60));
        Assert.True(client.ConnAck.SessionPresent);
        await client.PublishAsync("", properties: [0x23, 0, 1]); // [MQTT-3.3.2-7]
        await client.ExpectDisconnectAsync(0x82);
    }

    [Fact]
    public async Task P10_The_topics_behind_the_aliases_of_a_connection_are_bounded_in_bytes()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        for (byte alias = 1; alias <= 16; alias++) await client.PublishAsync(new string((char)('a' + alias), 4096), properties: [0x23, 0, alias]); // 64 KiB
        await client.PublishAsync(new string('z', 4096), properties: [0x23, 0, 16]); // one in place of another is no more
        await client.ExpectNothingAsync();
        await client.PublishAsync("t", properties: [0x23, 0, 17]);
        await client.ExpectDisconnectAsync(0x97);
    }

    [Theory]
    [InlineData("0B 00", 0x82)]             // Subscription Identifier 0 (3.8.2.1.2)
    [InlineData("0B 01 0B 02", 0x82)]
    [InlineData("0B 80 80 80 80 01", 0x81)]
    [InlineData("0B 81 00", 0x81)]          // 1 in two bytes
    [InlineData("0B", 0x81)]
    public Task P11_A_Subscription_Identifier_that_cannot_be_ends_the_connection(string properties, byte code)
        => EndsAsync(Packet.Subscribe(1, 5, Refusal.Bytes(properties), ("t", 0)), code);

    [Fact]
    public async Task P11_The_largest_Subscription_Identifier_comes_back()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", properties: Refusal.Bytes("0B FF FF FF 7F"));
        await client.PublishAsync("t", "x");
        Assert.Equal([268_435_455], (await client.ReadAsync(3)).SubscriptionIds);
    }

    [Theory]
    [InlineData("08 00 03 61 2F 2B")] // a/+ [MQTT-3.3.2-14]
    [InlineData("08 00 01 23")]       // #
    [InlineData("08 00 00")]
    public Task P12_A_Response_Topic_that_is_no_topic_is_a_protocol_error(string properties) => EndsAsync(PublishWith(properties), 0x82);

    [Fact]
    public Task P13_An_unknown_Payload_Format_is_a_protocol_error() => EndsAsync(PublishWith("01 02"), 0x82);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task P13_A_payload_that_is_not_the_UTF_8_it_claims_to_be_is_refused_where_that_is_checked(bool isChecked)
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { ValidatePayloadFormat = isChecked });
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c");
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 2);
        await client.SendAsync(Packet.Publish("t", [0xC0, 0xAF], 1, 1, properties: [0x01, 0x01]));
        Assert.Equal(isChecked ? 0x99 : 0x00, (await client.ReadAsync(4)).ReasonCode);
        await client.SendAsync(Packet.Publish("t", [0xC0, 0xAF], 2, 2, properties: [0x01, 0x01]));
        Assert.Equal(isChecked ? 0x99 : 0x00, (await client.ReadAsync(5)).ReasonCode);
        if (!isChecked)
        {
            Assert.Equal([0xC0, 0xAF], (await subscriber.ReadAsync(3)).PayloadBytes);
            Assert.Equal([0xC0, 0xAF], (await subscriber.ReadAsync(3)).PayloadBytes);
        }

        await subscriber.ExpectNothingAsync();
        await client.ExpectNothingAsync();
        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData(65, 0)]      // 64 are accepted
    [InlineData(5000, 0)]
    [InlineData(2, 10_000)]  // 16 KiB are accepted
    public async Task P14_User_Properties_are_bounded_in_number_and_in_bytes(int count, int length)
    {
        byte[] properties = [.. Enumerable.Repeat(Packet.UserProperty("", new string('v', length)), count).SelectMany(p => p)];
        await EndsAsync(Packet.Publish("t", [], properties: properties), 0x95);
        await EndsAsync(Packet.Subscribe(1, 5, properties, ("t", 0)), 0x95);
        await Refusal.OfStrangerAsync(Packet.Connect("c", properties: properties), 5, 0x95);
        await Refusal.OfStrangerAsync(Packet.ConnectWithWill("c", "w", "", willProperties: properties), 5, 0x95);
    }

    [Fact]
    public async Task P14_As_many_User_Properties_as_are_accepted_arrive_in_order()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        byte[] properties = [.. Enumerable.Range(0, 64).SelectMany(i => Packet.UserProperty($"{i % 3}", $"{i}"))];
        await client.PublishAsync("t", "x", properties: properties);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => ($"{i % 3}", $"{i}")), (await client.ReadAsync(3)).UserProperties); // [MQTT-3.3.2-18]
    }

    private static byte[] PublishWith(string properties) => Packet.Publish("t", [], properties: Refusal.Bytes(properties));

    private static Task EndsAsync(byte[] bytes, byte code) => Refusal.OfConnectedAsync(5, bytes, code);

    private static Task IsNotLetInAsync(string properties, byte? code) => Refusal.OfStrangerAsync(Packet.Connect("c", properties: Refusal.Bytes(properties)), 5, code);
}
