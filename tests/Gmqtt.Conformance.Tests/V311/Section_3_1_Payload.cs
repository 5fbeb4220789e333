using Gmqtt.Conformance.Tests.V5;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Testing;
using static Gmqtt.Conformance.Tests.V5.Steps;

namespace Gmqtt.Conformance.Tests.V311;

/// <summary>3.1.2.8, 3.1.2.9, 3.1.3 and 3.1.4: Client Identifier, user name, password, and the answer.</summary>
public sealed class Section_3_1_Payload : BrokerTest
{
    [Theory]
    [InlineData(0x02, "0004 75 73 65 72")] // no flag, but a user name
    [InlineData(0x02, "00")] // one byte too many
    [Mqtt311("MQTT-3.1.2-18")]
    public async Task A_user_name_without_its_flag_closes_without_an_answer(byte flags, string fields)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, flags, 0, [], Hex(fields)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")] // half of its length
    [InlineData("0004 75 73 65")] // one byte short
    [Mqtt311("MQTT-3.1.2-19")]
    public async Task A_user_name_flag_without_a_user_name_closes_without_an_answer(string fields)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0x82, 0, [], Hex(fields)));
    }

    [Fact]
    [Mqtt311("MQTT-3.1.2-20")]
    public async Task A_password_without_its_flag_closes_without_an_answer()
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0x82, 0, [], Packet.Utf8("user"), Packet.Utf8("password")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0003 70 77")] // one byte short
    [Mqtt311("MQTT-3.1.2-21")]
    public async Task A_password_flag_without_a_password_closes_without_an_answer(string field)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0xC2, 0, [], Packet.Utf8("user"), Hex(field)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.2-22")]
    public async Task A_password_without_a_user_name_closes_without_an_answer(int version)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", version, 0x42, 0, [], Packet.Utf8("pw")), version);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.3-1")]
    public async Task The_payload_is_read_in_the_order_of_the_standard(int version)
    {
        var seen = new List<string>();
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = next => (client, request, cancellation) =>
            {
                seen.Add($"{request.ClientId} {request.Username} {Convert.ToHexString(request.Password!.Value.Span)}");
                return next(client, request, cancellation);
            },
        });
        var watcher = broker.Open();
        watcher.Version = version;
        await watcher.SendAsync(Packet.ConnectWith("w", version, 0xC2, 0, [], Packet.Utf8("w"), Packet.Utf8("w")));
        await watcher.ReadAsync(2);
        await watcher.SubscribeAsync("third", 2);
        var client = await broker.EnterAsync(
            Packet.ConnectWith(
                "first", version, 0xD6, 0, [], Packet.Utf8("third"), Packet.Binary([0x00, 0xFF]), Packet.Utf8("fifth"), Packet.Binary([0xC3, 0x00])),
            version);
        await client.DropAsync();
        var will = await watcher.ReadAsync(3);
        Assert.Equal(("third", 2), (will.Topic, will.QoS));
        Assert.Equal([0x00, 0xFF], will.PayloadBytes); // any bytes, and so is the password
        Assert.Equal(["w w 77", "first fifth C300"], seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0002 63")]
    [Mqtt311("MQTT-3.1.3-3")]
    public async Task A_connect_without_a_client_identifier_field_closes_without_an_answer(string payload)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [4, 0x02, 0, 0], Hex(payload)));
    }

    [Theory]
    [InlineData("ED A0 80")]
    [InlineData("61 C3")]
    [InlineData("FF")]
    [Mqtt311("MQTT-3.1.3-4")]
    [Mqtt311("MQTT-3.1.3-11")]
    public async Task Client_identifier_and_user_name_that_are_not_utf8_close_without_an_answer(string text)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Packet.Of(0x10, Packet.Utf8("MQTT"), [4, 0x02, 0, 0], Packet.Binary(Hex(text))));
        await broker.ExpectNoAnswerAsync(Packet.ConnectWith("c", 4, 0x82, 0, [], Packet.Binary(Hex(text))));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.3-5")]
    public async Task Client_identifiers_of_1_to_23_letters_and_digits_are_accepted(int version)
    {
        const string all = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var broker = await StartAsync();
        for (var length = 1; length <= 23; length++) await broker.ConnectAsync(all[(all.Length - length)..], version);
        for (var at = 0; at < all.Length; at++) await broker.ConnectAsync(all[at..Math.Min(all.Length, at + 23)], version);
    }

    [Fact]
    [Mqtt311("MQTT-3.1.3-6")]
    [Mqtt311("MQTT-3.2.2-1")]
    public async Task Clients_without_an_identifier_get_one_each_and_live_side_by_side()
    {
        var broker = await StartAsync();
        var first = await broker.KnockAsync(Packet.Connect("", 4));
        await first.ExpectAsync(0x20, 0x02, 0x00, 0x00);
        var second = await broker.KnockAsync(Packet.Connect("", 4));
        await second.ExpectAsync(0x20, 0x02, 0x00, 0x00);
        await first.SubscribeAsync("a");
        await second.PublishAsync("a", "x");
        await first.ExpectPublishAsync("a", "x");
        await second.ExpectNothingAsync();
        await first.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.3-7")]
    [Mqtt311("MQTT-3.1.3-8")]
    public async Task No_identifier_with_clean_session_0_is_refused_with_0x02(int version)
    {
        var broker = await StartAsync();
        var client = await broker.KnockAsync(Packet.Connect("", version, clean: false), version);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x02);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.3-9")]
    [Mqtt311("MQTT-3.2.2-5")]
    public async Task An_identifier_that_a_plugin_refuses_is_answered_with_0x02_and_the_end(int version)
    {
        var broker = await StartAsync(Refuse(ReasonCode.ClientIdentifierNotValid));
        var client = await broker.KnockAsync(Packet.Connect("c", version), version);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x02);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("a+b")] // reads as a wildcard in rules
    [InlineData("a#")]
    [InlineData("a\u0001")] // a control character
    [Mqtt311("MQTT-3.1.3-9")]
    public async Task An_identifier_that_the_broker_does_not_take_is_answered_with_0x02_and_the_end(string id)
    {
        var broker = await StartAsync();
        var client = await broker.KnockAsync(Packet.Connect(id, 4));
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x02);
        await client.ExpectClosedAsync();
    }

    [Theory]
    [InlineData("10 0D 0004 4D 51 54 54 04 03 0000 0001 63")] // the reserved flag
    [InlineData("10 0E 0004 4D 51 54 54 04 02 0000 0001 63 00")] // a byte behind the payload
    [InlineData("10 0C 0004 4D 51 54 54 04 02 0000 0001")] // an identifier that is cut short
    [InlineData("10 0B 0004 4D 51 54 54 04 02 0000 00")]
    [InlineData("10 09 0004 4D 51 54 54 04 02 00")] // half a Keep Alive
    [InlineData("10 07 0004 4D 51 54 54 04")] // no flags
    [InlineData("10 06 0004 4D 51 54 54")] // no level
    [InlineData("10 01 00")] // half a length
    [InlineData("10 00")] // nothing
    [InlineData("11 0D 0004 4D 51 54 54 04 02 0000 0001 63")] // flags of the fixed header
    [InlineData("10 FF FF FF FF 01")] // a Remaining Length of five bytes
    [Mqtt311("MQTT-3.1.4-1")]
    [Mqtt311("MQTT-4.8.0-1")]
    public async Task A_malformed_connect_closes_without_an_answer(string packet)
    {
        var broker = await StartAsync();
        await broker.ExpectNoAnswerAsync(Hex(packet));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.4-4")]
    public async Task A_connect_that_is_accepted_is_answered_with_0x00(int version)
    {
        var broker = await StartAsync();
        var client = await broker.KnockAsync(Packet.Connect("c", version), version);
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x00);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Mqtt311("MQTT-3.1.4-5")]
    public async Task What_follows_a_connect_that_is_rejected_is_not_processed(int version)
    {
        var broker = await StartAsync(new HookWrapper
        {
            OnBasicAuth = _ => (_, request, _) =>
            {
                if (request.ClientId == "watcher") request.Accept();
                else request.Reject(ReasonCode.BadUserNameOrPassword);
                return default;
            },
        });
        var watcher = await broker.WatchAsync("#", version);
        byte[] both = [.. Packet.Connect("c", version), .. Packet.Publish("a", [1], retain: true, version: version)];
        var client = await broker.KnockAsync(both, version); // in one segment
        await client.ExpectAsync(0x20, 0x02, 0x00, 0x04);
        await client.ExpectClosedAsync();
        await watcher.ExpectNothingAsync();
        await watcher.SubscribeAsync("a");
        await watcher.ExpectNothingAsync(); // not even retained
    }

    private static HookWrapper Refuse(ReasonCode code) => new()
    {
        OnBasicAuth = _ => (_, request, _) =>
        {
            request.Reject(code);
            return default;
        },
    };
}
