using System.Text.Json;
using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.MqttJs;

public sealed class FeatureTests(LiveBroker broker) : LiveTest(broker)
{
    [Theory]
    [InlineData("ws", 4)]
    [InlineData("mqtt", 5)]
    public async Task A_retained_message_is_there_until_it_is_cleared(string scheme, int version)
    {
        var messages = (await Script.RunAsync(Broker, "retained", scheme, version)).Select(line => JsonDocument.Parse(line).RootElement);
        Assert.Equal(
            [("kept", 1, true), ("live", 1, false)],
            messages.Select(m => (m.GetProperty("payload").GetString(), m.GetProperty("qos").GetInt32(), m.GetProperty("retain").GetBoolean())));
    }

    [Theory]
    [InlineData("mqtt", 4)]
    [InlineData("wss", 5)]
    public async Task Only_the_will_of_who_is_cut_off_is_published(string scheme, int version)
    {
        var will = JsonDocument.Parse(Assert.Single(await Script.RunAsync(Broker, "will", scheme, version))).RootElement;
        Assert.Equal("of the unlucky", will.GetProperty("payload").GetString());
        Assert.Equal(2, will.GetProperty("qos").GetInt32());
    }

    [Theory]
    [InlineData("mqtt", 4)]
    [InlineData("ws", 5)]
    public async Task Each_message_reaches_exactly_one_of_a_shared_group(string scheme, int version)
    {
        var shares = (await Script.RunAsync(Broker, "shared", scheme, version)).Select(line => JsonSerializer.Deserialize<int[]>(line)!).ToList();
        Assert.Equal(3, shares.Count);
        Assert.All(shares, share => Assert.NotEmpty(share));
        Assert.All(shares, share => Assert.Equal(share.Order(), share));
        Assert.Equal(Enumerable.Range(0, 60), shares.SelectMany(share => share).Order());
    }

    [Theory]
    [InlineData("mqtt")]
    [InlineData("wss")]
    public async Task Topic_aliases_work_both_ways(string scheme) =>
        Assert.Equal(
            [
                """{"maximum":32}""",
                """{"sent":[{"topic":"topic","alias":1},{"topic":"","alias":1},{"topic":"","alias":1}]}""",
                """{"received":[{"topic":"topic","alias":1},{"topic":"","alias":1},{"topic":"","alias":1}]}""",
                """{"messages":["topic=0","topic=1","topic=2"]}""",
            ],
            await Script.RunAsync(Broker, "alias", scheme, 5));

    [Theory]
    [InlineData("mqtt", 5)]
    [InlineData("ws", 4)]
    [InlineData("wss", 5)]
    public async Task A_client_that_reconnects_finds_its_session(string scheme, int version) =>
        Assert.Equal(
            ["""{"present":false}""", "\"before\"", """{"present":true}""", "\"meanwhile 1\"", "\"meanwhile 2\"", "\"after\""],
            await Script.RunAsync(Broker, "resume", scheme, version));

    [Fact]
    public async Task Refusals_say_why() =>
        Assert.Equal(
            [
                """{"qos":1,"code":135}""",
                """{"qos":2,"code":135}""",
                $$"""{"granted":[135],"reason":"{{Watch.Why}}"}""",
                "\"alive\"",
            ],
            await Script.RunAsync(Broker, "refused", "mqtt", 5));
}
