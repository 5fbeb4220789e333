using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.2 CONNACK.</summary>
public sealed class Section_3_2 : BrokerTest
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.2.0-1")]
    public async Task Connack_comes_before_what_waits_for_the_client(int version)
    {
        var broker = await StartAsync();
        var (subscriber, _) = await broker.HoldAsync(version, qos: 1, count: 3); // in flight
        await subscriber.DropAsync();
        var publisher = await broker.ConnectAsync("p", version);
        await publisher.PublishFullyAsync("a", "4", 1, 1); // and queued
        subscriber = await broker.KnockAsync(Packet.Connect("s", version, clean: false), version);
        await subscriber.ExpectAsync(0x20, 0x02, (byte)(version == 4 ? 1 : 0), 0x00);
        Assert.Equal(["1", "2", "3", "4"], await subscriber.TakeAsync(4));
    }

    [Fact]
    [Mqtt311("MQTT-3.2.0-1")]
    public async Task What_follows_the_connect_in_the_same_segment_is_answered_after_the_connack()
    {
        var broker = await StartAsync();
        var client = await broker.KnockAsync([.. Packet.Connect("c", 4), 0xC0, 0x00, .. Packet.Subscribe(1, 4, [], ("a", 0))]);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x00, 0xD0, 0x00, 0x90, 0x03, 0x00, 0x01, 0x00);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Mqtt311("MQTT-3.2.2-1")]
    [Mqtt311("MQTT-3.2.2-2")]
    [Mqtt311("MQTT-3.2.2-3")]
    public async Task Session_present_says_whether_a_session_was_stored_and_is_resumed(bool clean)
    {
        var broker = await StartAsync();
        var client = await broker.KnockAsync(Packet.Connect("c", 4, clean: false));
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x00);
        await client.DropAsync();
        client = await broker.KnockAsync(Packet.Connect("c", 4, clean));
        await client.ExpectAsync(0x20, 0x02, (byte)(clean ? 0 : 1), 0x00);
    }

    [Theory]
    [InlineData(ReasonCode.ServerUnavailable, 0x03)]
    [InlineData(ReasonCode.BadUserNameOrPassword, 0x04)]
    [InlineData(ReasonCode.NotAuthorized, 0x05)]
    [InlineData(ReasonCode.ClientIdentifierNotValid, 0x02)]
    [Mqtt311("MQTT-3.2.2-4")]
    [Mqtt311("MQTT-3.2.2-5")]
    public async Task A_refusal_has_session_present_0_although_a_session_is_stored_and_closes(ReasonCode reason, byte code)
    {
        var allowed = true;
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                if (allowed) request.Accept();
                else request.Reject(reason);
                return default;
            },
        });
        var client = await broker.ReturnAsync("c");
        await client.DropAsync();
        allowed = false;
        client = await broker.KnockAsync(Packet.Connect("c", 4, clean: false));
        await client.ExpectAsync(0x20, 0x02, 0x00, code);
        await client.ExpectClosedAsync();
        allowed = true;
        client = await broker.ReturnAsync("c");
        Assert.True(client.ConnAck.SessionPresent); // and the session has not suffered
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.2.2-6")]
    public async Task A_reason_that_has_no_return_code_closes_without_a_connack(int version)
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                request.Reject(ReasonCode.PacketTooLarge);
                return default;
            },
        });
        await broker.ExpectNoAnswerAsync(Packet.Connect("c", version), version);
    }
}
