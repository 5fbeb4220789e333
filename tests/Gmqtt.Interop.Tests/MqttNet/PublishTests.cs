using System.Text;
using Gmqtt.Interop.Tests.Live;
using MQTTnet;

namespace Gmqtt.Interop.Tests.MqttNet;

public sealed class PublishTests(LiveBroker broker) : LiveTest(broker)
{
    [Fact]
    public async Task A_request_is_answered_where_and_as_it_says()
    {
        await using var asking = await NetClient.ConnectAsync(Broker, "asking");
        await using var answering = await NetClient.ConnectAsync(Broker, "answering");
        await asking.SubscribeAsync("answers/asking", 1);
        await answering.SubscribeAsync("questions", 1);
        byte[] correlation = [0x00, 0xFF, 0x0A, 0x80];
        await asking.PublishAsync("questions", "6 x 7?", 1, more: message => message.WithResponseTopic("answers/asking").WithCorrelationData(correlation));

        var question = await answering.Received.AtAsync(0);
        await answering.PublishAsync(
            question.Message.ResponseTopic, "42", 1, more: message => message.WithCorrelationData(question.Message.CorrelationData));
        var answer = await asking.Received.AtAsync(0);
        Assert.Equal("42", answer.Text);
        Assert.Equal(correlation, answer.Message.CorrelationData);
    }

    [Fact]
    public async Task Properties_of_a_message_arrive_with_it()
    {
        await using var client = await NetClient.ConnectAsync(Broker, "properties");
        await client.SubscribeAsync("properties", 1);
        await client.PublishAsync("properties", "x", 1, more: message => message
            .WithContentType("text/plain").WithMessageExpiryInterval(3600)
            .WithUserProperty("a", Encoding.UTF8.GetBytes("1")).WithUserProperty("a", Encoding.UTF8.GetBytes("2")));
        var got = (await client.Received.AtAsync(0)).Message;
        Assert.Equal("text/plain", got.ContentType);
        Assert.InRange(got.MessageExpiryInterval, 1u, 3600u);
        Assert.Equal([("a", "1"), ("a", "2")], got.UserProperties.Select(property => (property.Name, Encoding.UTF8.GetString(property.ValueBuffer.Span))));
    }

    [Fact]
    public async Task A_refused_message_says_why()
    {
        await using var client = await NetClient.ConnectAsync(Broker, "refused-publisher");
        var refused = await client.PublishAsync(Watch.Forbidden + "x", "1", 1);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, refused.ReasonCode);
        Assert.Equal(Watch.Why, refused.ReasonString);

        // MQTTnet sends a PUBREL even after a PUBREC that refuses, and shows the PUBCOMP 0x92 that it gets for that as an error without a name.
        Assert.False((await client.PublishAsync(Watch.Forbidden + "x", "1", 2)).IsSuccess);

        // The connection lives, and the packet identifiers are free again.
        Assert.True((await client.PublishAsync("allowed", "1", 1)).IsSuccess);
        Assert.True((await client.PublishAsync("allowed", "1", 2)).IsSuccess);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MQTT_3_cannot_be_told_that_a_message_was_refused(int qos)
    {
        await using var client = await NetClient.ConnectAsync(Broker, $"refused-publisher-{qos}", 4);
        Assert.True((await client.PublishAsync(Watch.Forbidden + "x", "1", qos)).IsSuccess);
    }

    [Fact]
    public async Task A_message_that_reaches_nobody_says_so()
    {
        await using var client = await NetClient.ConnectAsync(Broker, "lonely");
        Assert.Equal(MqttClientPublishReasonCode.NoMatchingSubscribers, (await client.PublishAsync("nobody/listens", "1", 1)).ReasonCode);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Each_message_reaches_exactly_one_of_a_shared_group(int version)
    {
        var name = $"shared-{version}";
        var members = new List<NetClient>();
        for (var i = 0; i < 3; i++)
        {
            members.Add(await NetClient.ConnectAsync(Broker, $"{name}-{i}", version));
            await members[i].SubscribeAsync("$share/group/" + name, 1);
            await members[i].SubscribeAsync(name + "/end", 1);
        }

        await using var publisher = await NetClient.ConnectAsync(Broker, name + "-pub", version);
        for (var i = 0; i < 30; i++) await publisher.PublishAsync(name, $"{i:00}", 1);
        await publisher.PublishAsync(name + "/end", "end", 1);
        foreach (var member in members) await member.Received.FirstAsync(message => message.Text == "end");
        var all = members.SelectMany(member => member.Received.Seen).Select(message => message.Text).Where(text => text != "end").Order();
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i:00}"), all);
        foreach (var member in members) await member.DisposeAsync();
    }
}
