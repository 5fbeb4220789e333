using Gmqtt.Broker;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>SUBACK.</summary>
public sealed class Section_3_9
{
    private static readonly HookWrapper Explains = new()
    {
        OnSubscribe = _ => (_, request, _) =>
        {
            request.Reject("no", ReasonCode.NotAuthorized);
            request.ReasonString = "you may not";
            request.ResponseUserProperties = [new UserProperty("rule", "7")];
            return default;
        },
    };

    [Fact]
    [Mqtt5("MQTT-3.9.2-1")]
    [Mqtt5("MQTT-3.9.2-2")]
    public async Task Reason_String_and_User_Property_are_sent_where_there_is_room()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, Explains);
        var client = await broker.ConnectAsync("c");
        var suback = await client.SubscribeAsync("no");
        Assert.Equal("you may not", suback.Text(0x1F));
        Assert.Equal([("rule", "7")], suback.UserProperties);
        Assert.Equal([0x87], suback.ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.9.2-1")]
    [Mqtt5("MQTT-3.9.2-2")]
    [InlineData(20)]
    [InlineData(29)] // both together make 30
    public async Task Reason_String_and_User_Property_are_left_out_where_they_would_exceed_Maximum_Packet_Size(byte limit)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, Explains);
        var client = await broker.ConnectAsync("c", properties: [0x27, 0, 0, 0, limit]);
        var suback = await client.SubscribeAsync("no");
        Assert.True(2 + suback.Body.Length <= limit);
        Assert.False(suback.Has(0x1F) && suback.Has(0x26));
        Assert.Equal([0x87], suback.ReasonCodes);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.9.3-1")]
    public async Task Reason_codes_come_in_the_order_of_the_filters()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, Explains);
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(3, 5, [], ("a", 2), ("no", 1), ("b", 0), ("a#", 0), ("c", 1), ("no", 0)));
        Assert.Equal([0x02, 0x87, 0x00, 0x8F, 0x01, 0x87], (await client.ReadAsync(9)).ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.9.3-2")]
    [InlineData(ReasonCode.UnspecifiedError, 0x80)]
    [InlineData(ReasonCode.ImplementationSpecificError, 0x83)]
    [InlineData(ReasonCode.NotAuthorized, 0x87)]
    [InlineData(ReasonCode.TopicFilterInvalid, 0x8F)]
    [InlineData(ReasonCode.PacketIdentifierInUse, 0x91)]
    [InlineData(ReasonCode.QuotaExceeded, 0x97)]
    [InlineData(ReasonCode.Banned, 0x80)] // not a code of SUBACK
    [InlineData(ReasonCode.MalformedPacket, 0x80)] // not a code of SUBACK
    [InlineData(ReasonCode.NoMatchingSubscribers, 0x80)] // not a refusal
    public async Task A_refusal_by_a_plugin_becomes_a_code_that_SUBACK_has(ReasonCode refusal, byte code)
    {
        var hook = new HookWrapper
        {
            OnSubscribe = _ => (_, request, _) =>
            {
                request.RejectAll(refusal);
                return default;
            },
        };
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, hook);
        var client = await broker.ConnectAsync("c");
        Assert.Equal([code], (await client.SubscribeAsync("a")).ReasonCodes);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.9.3-2")]
    public async Task A_filter_for_what_is_switched_off_is_refused_with_the_code_for_it()
    {
        await using var broker = await TestBroker.StartAsync(
            o => o with { SharedSubscriptionAvailable = false, WildcardSubscriptionAvailable = false, SubscriptionIdentifierAvailable = false });
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("$share/g/a", 0), ("a/+", 0), ("a", 0)));
        Assert.Equal([0x9E, 0xA2, 0x00], (await client.ReadAsync(9)).ReasonCodes);
        Assert.Equal([0xA1], (await client.SubscribeAsync("b", properties: [0x0B, 1])).ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.9.3-2")]
    public async Task More_subscriptions_than_a_client_may_have_are_refused_with_0x97()
    {
        await using var broker = await TestBroker.StartAsync(
            TestBroker.Defaults with { Limits = new LimitOptions { MaxSubscriptionsPerClient = 2 } });
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("a", 0), ("b", 0), ("c", 0), ("a", 1)));
        Assert.Equal([0x00, 0x00, 0x97, 0x01], (await client.ReadAsync(9)).ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }
}
