using Gmqtt.PluginHost.Hosting;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>A real plugin that fails on its way in or out: at the start it is refused, at an exchange the old version goes on.</summary>
[Collection(HostileCollection.Name)]
public sealed class LifeTests
{
    private const string Named = "[plugins.hostilelife]\n";

    public static TheoryData<string, string> Failures() => new()
    {
        { "constructor", "its constructor failed: InvalidOperationException: fails in constructor" },
        { "constructor_unspeakable", "its constructor failed: Unspeakable, whose message cannot be read" },
        { "name", "InvalidOperationException: fails in name" },
        { "name_wrong", "it calls itself 'somebody-else' and lies in 'hostilelife': rename the folder to somebody-else, or have Name return \"hostilelife\"" },
        { "load", "InvalidOperationException: fails in load" },
        { "load_late", "InvalidOperationException: fails in load_late" },
        { "load_unspeakable", "Unspeakable, whose message cannot be read" },
        { "load_never", "LoadAsync did not complete within 20 s (plugin_host.load_timeout)" },
        { "wrapper", "InvalidOperationException: fails in wrapper" },
        { "wrapper_null", "HookWrapper() returned null; a plugin without hooks returns new HookWrapper()" },
        { "outer", "the function for OnMsgArrived in its HookWrapper threw InvalidOperationException, or returned null: fails in outer" },
        { "outer_null", "the function for OnMsgArrived in its HookWrapper threw InvalidOperationException, or returned null: it returned null" },
        { "outer_unspeakable", "the function for OnMsgArrived in its HookWrapper threw Unspeakable, or returned null: (its message cannot be read)" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_broker_does_not_start_without_a_plugin_that_the_configuration_names(string how, string sentence)
    {
        using var folder = new HostileFolder().With("hostilelife", how);
        var refused = await Assert.ThrowsAsync<PluginStartException>(() => StartAsync(folder, Named));
        Assert.EndsWith(sentence, refused.Problems.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task At_an_exchange_the_old_version_goes_on(string how, string sentence)
    {
        await using var broker = await StartAsync(new HostileFolder().With("hostilelife", "good"), Named);
        broker.Folder.Tell("hostilelife", how);
        await broker.NoticedAsync("hostilelife");
        var info = broker.Info("hostilelife");
        Assert.Equal((PluginState.Active, 1), (info.State, info.Generation));
        Assert.EndsWith(sentence, info.Reason, StringComparison.Ordinal);
        Assert.Contains(broker.Errors, l => l.Contains("generation 1 goes on name=hostilelife", StringComparison.Ordinal) && l.Contains(sentence, StringComparison.Ordinal));
        await SeenAsync(broker, "good");
        await broker.Traffic.GoesOnAsync();

        // The same files are not tried again, better ones are.
        await broker.NoticedAsync("hostilelife");
        Assert.Single(broker.Errors);
        broker.Folder.Tell("hostilelife", "better");
        await broker.NoticedAsync("hostilelife");
        Assert.Equal((PluginState.Active, 2, null), (broker.Info("hostilelife").State, broker.Info("hostilelife").Generation, broker.Info("hostilelife").Reason));
        await SeenAsync(broker, "better");
        await broker.SaidInTimeAsync("plugin gone from memory name=hostilelife generation=1");
    }

    [Fact]
    public async Task A_plugin_that_nobody_names_and_that_fails_is_left_out()
    {
        await using var broker = await StartAsync(new HostileFolder().With("hostilelife", "load").With("plain"), "");
        Assert.Equal((PluginState.Failed, "InvalidOperationException: fails in load"), (broker.Info("hostilelife").State, broker.Info("hostilelife").Reason));
        Assert.Equal(PluginState.Active, broker.Info("plain").State);
        await broker.Traffic.GoesOnAsync();
    }

    [Theory]
    [InlineData("unload", "UnloadAsync threw InvalidOperationException: fails in unload")]
    [InlineData("unload_late", "UnloadAsync threw InvalidOperationException: fails in unload_late")]
    [InlineData("unload_unspeakable", "UnloadAsync threw Unspeakable, whose message cannot be read")]
    [InlineData("background", "background ended with InvalidOperationException: in the background")]
    public async Task A_fault_outside_of_the_hooks_is_counted_and_the_version_goes(string how, string sentence)
    {
        await using var broker = await StartAsync(new HostileFolder().With("hostilelife", how), "");
        broker.Folder.Tell("hostilelife", "good");
        await broker.NoticedAsync("hostilelife");
        await broker.SaidInTimeAsync("plugin gone from memory name=hostilelife generation=1");
        await SeenAsync(broker, "good");
        Assert.Equal((1, sentence, 0), (broker.Info("hostilelife").Faults, broker.Info("hostilelife").LastFault, broker.Info("hostilelife").Leaked));
        await broker.Traffic.GoesOnAsync();
    }

    [Fact]
    public async Task A_version_whose_unloading_never_ends_is_named_and_holds_up_nobody()
    {
        await using var broker = await StartAsync(new HostileFolder().With("hostilelife", "unload_never"), "");
        broker.Folder.Tell("hostilelife", "good");
        await broker.NoticedAsync("hostilelife");
        await SeenAsync(broker, "good");
        await broker.SaidInTimeAsync("plugin's UnloadAsync does not end although it was told to name=hostilelife generation=1");
        await broker.Traffic.GoesOnAsync();
    }

    [Fact]
    public async Task Each_version_is_unloaded_once()
    {
        var folder = new HostileFolder().With("hostilelife", "first");
        var broker = await StartAsync(folder, "");
        folder.Tell("hostilelife", "second");
        await broker.NoticedAsync("hostilelife");
        await broker.SaidInTimeAsync("life: first unloads");
        await broker.DisposeAsync();
        foreach (var version in new[] { "first", "second" }) Assert.Single(broker.Broker.Log.Lines, l => l.Text == $"life: {version} unloads");
        Assert.DoesNotContain(broker.Broker.Log.Lines, l => l.Event == 4020);
    }

    [Theory]
    [InlineData("leak_static")]
    [InlineData("leak_thread")]
    public async Task A_version_that_stays_in_memory_is_told_and_the_next_one_serves(string how)
    {
        await using var broker = await StartAsync(new HostileFolder().With("hostilelife", how), "");
        broker.Folder.Tell("hostilelife", "good");
        await broker.NoticedAsync("hostilelife");
        await broker.SaidInTimeAsync("plugin still in memory after its unloading: something of it is referred to (docs/plugins.md, unloading) name=hostilelife generation=1");
        var info = broker.Info("hostilelife");
        Assert.Equal((PluginState.Active, 2, 1), (info.State, info.Generation, info.Leaked));
        await SeenAsync(broker, "good");
        await broker.Traffic.GoesOnAsync();
    }

    private static Task<HostileBroker> StartAsync(HostileFolder folder, string tables)
        => HostileBroker.StartAsync(folder, folder.Settings(tables) with { LoadTimeout = TimeSpan.FromSeconds(20), UnloadTimeout = TimeSpan.FromSeconds(20) });

    /// <summary>A client's message passes through this version.</summary>
    private static async Task SeenAsync(HostileBroker broker, string version)
    {
        var client = await broker.Broker.ConnectAsync("victim");
        await client.PublishAsync($"to/{version}", qos: 1, packetId: 1);
        Assert.Equal(0x10, (await client.ReadAsync(4)).ReasonCode);
        await broker.SaidAsync($"life: {version} saw to/{version}");
        await client.DisconnectAsync();
    }
}
