using Gmqtt.Testing;

namespace Gmqtt.Examples.Tests;

public sealed class RewriterTests
{
    [Fact]
    public async Task A_message_to_raw_arrives_at_clean_in_lower_case()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/rewriter");
        var address = await broker.ListenAsync();
        await using var client = await NetClient.ConnectAsync(address);
        await client.SubscribeAsync("#");

        var (code, output) = await new Mosquitto(address, "any").PublishAsync("mqttv311", "-t", "raw/door", "-m", "OPEN", "-q", "1");
        Assert.True(code == 0, output);
        var message = Assert.Single(await client.UntilAsync("clean/door"));
        Assert.Equal("open", message.Payload);
        Assert.Equal([("rewritten-from", "raw/door")], message.UserProperties);

        await new Mosquitto(address, "any").PublishAsync("mqttv5", "-t", "other", "-m", "AS IT IS", "-q", "1");
        message = Assert.Single(await client.UntilAsync("other"));
        Assert.Equal(("AS IT IS", 0), (message.Payload, message.UserProperties.Count));
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task A_will_is_rewritten_too()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/rewriter");
        var subscriber = await broker.ConnectAsync("subscriber");
        await subscriber.SubscribeAsync("clean/#");
        var dying = broker.Open();
        await dying.SendAsync(Packet.ConnectWithWill("dying", "raw/dying", "GONE"));
        await dying.ReadAsync(2);
        await dying.DropAsync();
        var will = await subscriber.ReadAsync(3);
        Assert.Equal(("clean/dying", "gone"), (will.Topic, will.Payload));
    }

    [Fact]
    public async Task The_table_says_what_is_rewritten()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/rewriter", """
            [plugins.rewriter]
            from = "in/"
            to = "out/"
            max_payload = "5B"
            """);
        var client = await broker.ConnectAsync("client");
        await client.SubscribeAsync("#");
        await client.PublishAsync("in/a", "SHORT");
        Assert.Equal(("out/a", "short"), Seen(await client.ReadAsync(3)));
        await client.PublishAsync("in/a", "TOO LONG");
        Assert.Equal(("in/a", "TOO LONG"), Seen(await client.ReadAsync(3)));
        await client.PublishAsync("raw/a", "HELLO");
        Assert.Equal(("raw/a", "HELLO"), Seen(await client.ReadAsync(3)));
    }

    [Theory]
    [InlineData("to = \"clean/#\"", "gmqtt.toml:2:")]
    [InlineData("fro = \"in/\"", "did you mean from?")]
    public async Task A_table_that_makes_no_sense_is_refused_and_the_message_helps(string line, string help)
    {
        var refused = await Assert.ThrowsAsync<PluginLoadFailedException>(() => TestBroker.FromFolderAsync("plugins-under-test/rewriter", $"[plugins.rewriter]\n{line}"));
        Assert.Contains(help, refused.Message, StringComparison.Ordinal);
    }

    private static (string Topic, string Payload) Seen(ReceivedPacket packet) => (packet.Topic, packet.Payload);
}
