using Gmqtt.Hooks;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.Examples.Tests;

/// <summary>The broker of plugin authors' tests itself: it does what gmqttd does.</summary>
[Collection("unloading")]
public sealed class TestBrokerTests
{
    [Fact]
    public async Task An_object_is_a_plugin_with_its_table_its_hooks_and_its_state()
    {
        var plugin = new Sample();
        await using var broker = await TestBroker.StartAsync(plugin, toml: "limit = 3\nlog_level = \"warn\"");
        Assert.Equal(3, plugin.Options.Limit);
        var client = await broker.ConnectAsync("client");
        await client.SubscribeAsync("#");
        await client.PublishAsync("topic", "payload");
        Assert.Equal("payload", (await client.ReadAsync(3)).Payload);
        var info = Assert.Single(broker.Plugins.List());
        Assert.Equal(("sample", PluginState.Active, 1L), (info.Name, info.State, info.Hooks.Single().Calls));
    }

    [Fact]
    public async Task What_throws_in_a_hook_denies_and_is_counted_as_in_gmqttd()
    {
        await using var broker = await TestBroker.StartAsync(new Sample { Throws = true });
        var client = await broker.ConnectAsync("client");
        await client.PublishAsync("topic", "payload", qos: 1, packetId: 1);
        Assert.Equal(0x83, (await client.ReadAsync(4)).ReasonCode);
        Assert.Equal("OnMsgArrived threw InvalidOperationException: a mistake", broker.Plugins.List().Single().LastFault);
    }

    [Theory]
    [InlineData("limt = 3", "did you mean limit?")]
    [InlineData("limit = \"many\"", "limit")]
    [InlineData("limit = 0", "must be at least 1")]
    public async Task A_wrong_table_is_told(string toml, string expected)
    {
        var refused = await Assert.ThrowsAsync<PluginLoadFailedException>(() => TestBroker.StartAsync(new Sample(), toml));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_no_folder_can_have_is_told()
    {
        var refused = await Assert.ThrowsAsync<PluginLoadFailedException>(() => TestBroker.StartAsync(new Sample { Name = "My Plugin" }));
        Assert.Contains("'My Plugin' cannot be the name of a plugin", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_cannot_be_unloaded_and_is_told_so()
    {
        await using var broker = await TestBroker.StartAsync(new Sample());
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => broker.AssertUnloadsAsync("sample"));
        Assert.Contains("load it from a folder", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_something_holds_is_found_out()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/rewriter");

        // The test itself does; those of other brokers, too, because it cannot tell them apart. Their tests do not mind, or are in this collection.
        var held = AppDomain.CurrentDomain.GetAssemblies().Where(a => a.GetName().Name == "rewriter").ToList();
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => broker.AssertUnloadsAsync("rewriter"));
        Assert.Contains("plugin rewriter is still in memory", problem.Message, StringComparison.Ordinal);
        GC.KeepAlive(held);
    }

    [Fact]
    public async Task Neighbours_of_a_plugin_whose_folder_was_named_stay_off()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/hello-http");
        Assert.Equal("hello-http", Assert.Single(broker.Plugins.List(), p => p.State == PluginState.Active).Name);
    }

    [Fact]
    public async Task All_examples_work_side_by_side_in_the_order_of_the_configuration()
    {
        await using var broker = await TestBroker.FromFolderAsync(toml: """plugin_order = ["rewriter", "access-control"]""");
        Assert.Equal(["rewriter", "access-control", "hello-http"], broker.Plugins.List().Select(p => p.Name));
    }

    private sealed class Sample : IPlugin
    {
        public string Name { get; init; } = "sample";

        public bool Throws { get; init; }

        public SampleOptions Options { get; private set; } = new();

        public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
        {
            Options = context.Configuration.Bind<SampleOptions>();
            return default;
        }

        public HookWrapper HookWrapper() => new()
        {
            OnMsgArrived = next => (client, request, cancellationToken) =>
                Throws ? throw new InvalidOperationException("a mistake") : next(client, request, cancellationToken),
        };
    }

    private sealed class SampleOptions : IValidatable
    {
        public int Limit { get; set; } = 1;

        public IEnumerable<(string Key, string Problem)> Validate()
        {
            if (Limit < 1) yield return ("limit", "must be at least 1");
        }
    }
}
