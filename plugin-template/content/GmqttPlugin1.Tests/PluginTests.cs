using Gmqtt.Testing;

namespace PLUGIN_NAMESPACE.Tests;

public sealed class PluginTests
{
    [Fact]
    public async Task A_message_gets_through()
    {
        // The plugin is an object of this process, in a broker of this process: breakpoints work. Its clock stands still until AdvanceAsync moves it.
        await using var broker = await TestBroker.StartAsync(new Plugin());
        var client = await broker.ConnectAsync("client");
        await client.SubscribeAsync("some/topic");
        await client.PublishAsync("some/topic", "hello");
        Assert.Equal("hello", (await client.ReadAsync(3)).Payload); // 3 is PUBLISH

#if (hasOnMsgArrived)
        Assert.Contains(broker.Log.Lines, line => line.Text == "OnMsgArrived some/topic from client");
#endif
#if (hasOnSubscribe)
        Assert.Contains(broker.Log.Lines, line => line.Text == "OnSubscribe client some/topic");
#endif
        Assert.Empty(broker.Log.Errors);
    }
#if (config)

    [Fact]
    public async Task Options_are_checked()
    {
        var refused = await Assert.ThrowsAsync<PluginLoadFailedException>(() => TestBroker.StartAsync(new Plugin(), toml: "greeting = \"\""));
        Assert.Contains("greeting", refused.Message);
    }
#endif

    [Fact]
    public async Task It_lets_go_of_its_memory()
    {
        // From its folder and into a load context of its own, as in gmqttd. Use all of the plugin here: what it does decides what holds it.
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/gmqtt-plugin-1");
        var client = await broker.ConnectAsync("client");
        await client.SubscribeAsync("some/topic");
        await client.PublishAsync("some/topic", "hello");
        await client.ReadAsync(3);
        await broker.AssertUnloadsAsync("gmqtt-plugin-1");
    }
}
