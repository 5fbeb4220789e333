using System.Diagnostics.Metrics;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>What a plugin is given and what is taken back, seen from a plugin in a load context of its own.</summary>
public sealed class PluginServiceTests
{
    [Fact]
    public async Task A_plugin_lists_all_plugins()
    {
        await using var broker = await PluggedBroker.StartAsync("versioned", "other");

        Assert.Equal("other=Active/1 versioned=Active/1", await broker.AskAsync("do/versioned/list"));
    }

    [Fact]
    public async Task A_plugin_reloads_another_changed_or_not_and_has_the_answer_when_it_is_in_force()
    {
        await using var broker = await PluggedBroker.StartAsync(NoWatch, "versioned", "other");

        Assert.Equal("done", await broker.AskAsync("do/versioned/reload/other"));
        Assert.Equal(2, broker.Info("other").Generation);

        broker.Deploy("other", "0002", "throws");
        Assert.Equal("InvalidOperationException: version 0002 does not want to", await broker.AskAsync("do/versioned/reload/other"));
        Assert.Equal("0001", await broker.VersionAsync("other"));

        Assert.Equal($"there is no plugin nobody in {broker.Folder}", await broker.AskAsync("do/versioned/reload/nobody"));
    }

    [Fact]
    public async Task A_plugin_that_nobody_has_seen_yet_is_loaded_by_a_reload()
    {
        await using var broker = await PluggedBroker.StartAsync(NoWatch, "versioned");
        broker.Deploy("other", "0005");

        Assert.Equal("done", await broker.AskAsync("do/versioned/reload/other"));
        Assert.Equal("0005", await broker.VersionAsync("other"));
    }

    [Fact]
    public async Task A_plugin_reloads_itself_and_its_hook_ends_on_the_version_it_began_on()
    {
        await using var broker = await PluggedBroker.StartAsync(NoWatch, "versioned");
        broker.Deploy("versioned", "0002");

        Assert.Equal("done", await broker.AskAsync("do/versioned/reload/versioned"));
        await broker.InForceAsync(2);

        Assert.Equal("0002", await broker.VersionAsync());
        await broker.Log.LineAsync("plugin gone from memory name=versioned generation=1");
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task A_plugin_switches_another_off_for_good_and_on_again()
    {
        await using var broker = await PluggedBroker.StartAsync(NoWatch, "versioned", "other");
        var mark = Path.Combine(broker.Folder, "other", "DISABLED");

        Assert.Equal("done", await broker.AskAsync("do/versioned/disable/other"));
        Assert.True(File.Exists(mark));
        Assert.Null(await broker.VersionAsync("other"));
        Assert.Equal("versioned=Active/1 other=Disabled/1", await broker.AskAsync("do/versioned/list"));
        Assert.Equal("a file DISABLED is there", await broker.AskAsync("do/versioned/reload/other"));

        Assert.Equal("done", await broker.AskAsync("do/versioned/enable/other"));
        Assert.False(File.Exists(mark));
        Assert.Equal("0001", await broker.VersionAsync("other"));
    }

    [Fact]
    public async Task A_plugin_switches_itself_off()
    {
        await using var broker = await PluggedBroker.StartAsync(NoWatch, "versioned");

        Assert.Equal("done", await broker.AskAsync("do/versioned/disable/versioned"));
        await broker.Log.LineAsync("plugin off name=versioned");

        Assert.Null(await broker.VersionAsync());
        Assert.Equal(PluginState.Disabled, broker.Info().State);
    }

    [Fact]
    public async Task What_the_configuration_switches_off_cannot_be_switched_on_and_the_answer_says_why()
    {
        await using var broker = await PluggedBroker.StartAsync(
            s => NoWatch(s) with { Plugins = PluggedBroker.Table("other", "enabled = false") }, "versioned", "other");

        Assert.Equal("[plugins.other] says enabled = false", await broker.AskAsync("do/versioned/enable/other"));
    }

    [Fact]
    public async Task At_its_end_Stopping_is_cancelled_then_background_work_ends_then_UnloadAsync_runs_and_the_meter_is_gone()
    {
        await using var broker = await PluggedBroker.StartAsync(NoWatch, "metered");
        await broker.Log.LineAsync("0001 Every ticked");
        Assert.Equal(1, Instruments());

        broker.Deploy("metered", "0002");
        Assert.Null(await broker.Plugins.ReloadAsync("metered", CancellationToken.None));
        await broker.Log.LineAsync("0001 Run ended");
        await broker.Log.LineAsync("0001 UnloadAsync stopping=True");
        await broker.Log.LineAsync("plugin gone from memory name=metered generation=1");

        Assert.Equal(1, Instruments());
        await broker.StopAsync();
        Assert.Equal(0, Instruments());
        Assert.DoesNotContain(broker.Log.All, l => l.Contains("does not end although", StringComparison.Ordinal));
        Assert.Equal(0, broker.Info("metered").Faults);
    }

    [Fact]
    public async Task At_the_brokers_stop_OnStop_comes_before_UnloadAsync_which_runs_once_the_innermost_first()
    {
        await using var broker = await PluggedBroker.StartAsync(NoWatch, "versioned", "other");
        broker.Deploy("versioned", "0002");
        Assert.Null(await broker.Plugins.ReloadAsync("versioned", CancellationToken.None));
        await broker.Log.LineAsync("plugin gone from memory name=versioned generation=1");
        var before = broker.Log.All.Count;

        await broker.StopAsync();

        // "other" is the outer one; its version is 0001.
        var said = broker.Log.All.Skip(before).Where(l => l.Contains("OnStop", StringComparison.Ordinal) || l.Contains("UnloadAsync", StringComparison.Ordinal));
        Assert.Equal(
            ["Information 0001 OnStop", "Information 0002 OnStop", "Information 0002 UnloadAsync stopping=True", "Information 0001 UnloadAsync stopping=True"], said);
        Assert.Empty(broker.Log.Errors);
        Assert.DoesNotContain(broker.Log.All, l => l.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_UnloadAsync_that_hangs_does_not_hold_the_stop_longer_than_unload_timeout()
    {
        var broker = await PluggedBroker.StartAsync(s => NoWatch(s) with { UnloadTimeout = TimeSpan.FromMilliseconds(300) });
        broker.Deploy("versioned", "0001", "hangs");
        Assert.Null(await broker.Plugins.ReloadAsync("versioned", CancellationToken.None));

        var began = TimeProvider.System.GetTimestamp();
        await broker.Plugins.DisposeAsync();
        var took = TimeProvider.System.GetElapsedTime(began);

        await broker.Log.LineAsync("plugin's UnloadAsync does not end although it was told to");
        Assert.InRange(took.TotalSeconds, 0.3, 5);
    }

    [Fact]
    public async Task An_UnloadAsync_that_hangs_does_not_hold_a_reload()
    {
        await using var broker = await PluggedBroker.StartAsync(s => NoWatch(s) with { UnloadTimeout = TimeSpan.FromMilliseconds(300) });
        broker.Deploy("versioned", "0001", "hangs");
        Assert.Null(await broker.Plugins.ReloadAsync("versioned", CancellationToken.None));

        broker.Deploy("versioned", "0002");
        Assert.Null(await broker.Plugins.ReloadAsync("versioned", CancellationToken.None));

        Assert.Equal("0002", await broker.VersionAsync());
        await broker.Log.LineAsync("plugin's UnloadAsync does not end although it was told to");
    }

    [Fact]
    public async Task The_data_folder_is_made_when_it_is_asked_for_and_is_the_brokers_alone()
    {
        await using var broker = await PluggedBroker.StartAsync("versioned");
        var folder = Path.Combine(broker.Settings.DataDirectory, "versioned");
        Assert.False(Directory.Exists(folder));

        Assert.Equal(folder, await broker.AskAsync("do/versioned/data"));

        Assert.True(Directory.Exists(folder));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    private static PluginSetSettings NoWatch(PluginSetSettings settings) => settings with { HotReload = false };

    /// <summary>Instruments of the plugin metered, which no other test has, that are alive in the process.</summary>
    private static int Instruments()
    {
        var count = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "gmqtt.plugin.metered") count++;
            },
        };
        listener.Start();
        return count;
    }
}
