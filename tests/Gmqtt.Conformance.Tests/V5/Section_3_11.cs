using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V5;

/// <summary>UNSUBACK.</summary>
public sealed class Section_3_11
{
    private static readonly HookWrapper Explains = OnUnsubscribe(request =>
    {
        request.RejectAll(ReasonCode.NotAuthorized);
        request.ReasonString = "you must stay";
        request.ResponseUserProperties = [new UserProperty("rule", "7")];
    });

    [Fact]
    [Mqtt5("MQTT-3.11.2-1")]
    [Mqtt5("MQTT-3.11.2-2")]
    public async Task Reason_String_and_User_Property_are_sent_where_there_is_room()
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, Explains);
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Unsubscribe(1, 5, "a"));
        var unsuback = await client.ReadAsync(11);
        Assert.Equal("you must stay", unsuback.Text(0x1F));
        Assert.Equal([("rule", "7")], unsuback.UserProperties);
        Assert.Equal([0x87], unsuback.ReasonCodes);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.11.2-1")]
    [Mqtt5("MQTT-3.11.2-2")]
    [InlineData(20)]
    [InlineData(31)] // both together make 32
    public async Task Reason_String_and_User_Property_are_left_out_where_they_would_exceed_Maximum_Packet_Size(byte limit)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, Explains);
        var client = await broker.ConnectAsync("c", properties: [0x27, 0, 0, 0, limit]);
        await client.SendAsync(Packet.Unsubscribe(1, 5, "a"));
        var unsuback = await client.ReadAsync(11);
        Assert.True(2 + unsuback.Body.Length <= limit);
        Assert.False(unsuback.Has(0x1F) && unsuback.Has(0x26));
        Assert.Equal([0x87], unsuback.ReasonCodes);
        await client.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    [Mqtt5("MQTT-3.11.3-1")]
    public async Task Reason_codes_come_in_the_order_of_the_filters()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("a", 0), ("b/#", 0)));
        await client.ReadAsync(9);
        await client.SendAsync(Packet.Unsubscribe(2, 5, "a", "unknown", "b/#", "a#"));
        // Success, No subscription existed, Success, Topic Filter invalid
        await client.ExpectAsync(0xB0, 0x07, 0x00, 0x02, 0x00, 0x00, 0x11, 0x00, 0x8F);
        Assert.Empty(broker.Log.Errors);
    }

    [Theory]
    [Mqtt5("MQTT-3.11.3-2")]
    [InlineData(ReasonCode.UnspecifiedError, 0x80)]
    [InlineData(ReasonCode.ImplementationSpecificError, 0x83)]
    [InlineData(ReasonCode.NotAuthorized, 0x87)]
    [InlineData(ReasonCode.TopicFilterInvalid, 0x8F)]
    [InlineData(ReasonCode.PacketIdentifierInUse, 0x91)]
    [InlineData(ReasonCode.QuotaExceeded, 0x80)] // a code of SUBACK, not of UNSUBACK
    [InlineData(ReasonCode.ServerBusy, 0x80)]
    public async Task A_refusal_by_a_plugin_becomes_a_code_that_UNSUBACK_has(ReasonCode refusal, byte code)
    {
        await using var broker = await TestBroker.StartAsync(TestBroker.Defaults, OnUnsubscribe(r => r.RejectAll(refusal)));
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a");
        await client.SendAsync(Packet.Unsubscribe(1, 5, "a"));
        Assert.Equal([code], (await client.ReadAsync(11)).ReasonCodes);
        await client.PublishAsync("a", "still subscribed");
        Assert.Equal("still subscribed", (await client.ReadAsync(3)).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    private static HookWrapper OnUnsubscribe(Action<UnsubscribeRequest> act) => new()
    {
        OnUnsubscribe = _ => (_, request, _) =>
        {
            act(request);
            return default;
        },
    };
}
