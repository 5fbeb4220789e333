using System.Net;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>Plugins appear, go, and are switched off and on while the broker runs.</summary>
public sealed class ComingAndGoingTests
{
    [Fact]
    public async Task A_folder_that_appears_is_loaded_and_one_that_goes_is_unloaded()
    {
        await using var broker = await PluggedBroker.StartAsync("other");
        Assert.Null(await broker.VersionAsync());

        broker.Deploy("versioned", "0007");
        await broker.InForceAsync(1);
        Assert.Equal(("0007", "0007"), (await broker.VersionAsync(), await broker.RouteVersionAsync()));

        Directory.Delete(Path.GetDirectoryName(broker.Dll())!, recursive: true);
        await broker.Log.LineAsync("plugin off name=versioned", "its files are gone");

        Assert.Null(await broker.VersionAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await broker.GetAsync("/versioned")).StatusCode);
        Assert.Equal("0001", await broker.RouteVersionAsync("other"));
        await broker.Log.LineAsync("plugin gone from memory name=versioned generation=1");
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task One_that_the_configuration_names_goes_on_from_its_copy_when_its_folder_goes()
    {
        await using var broker = await PluggedBroker.StartAsync(s => s with { Plugins = PluggedBroker.Table("versioned", "greeting = 'hi'") }, "versioned");

        Directory.Delete(Path.GetDirectoryName(broker.Dll())!, recursive: true);
        var line = await broker.Log.LineAsync("plugin's files are gone, generation 1 goes on because the configuration names it");

        Assert.Contains("write enabled = false", line, StringComparison.Ordinal);
        Assert.Equal("0001 hi", await broker.AskAsync("ask/versioned"));
        Assert.Equal(PluginState.Active, broker.Info().State);

        broker.Deploy("versioned", "0002");
        await broker.InForceAsync(2);
        Assert.Equal("0002 hi", await broker.AskAsync("ask/versioned"));
    }

    [Fact]
    public async Task A_file_DISABLED_switches_it_off_and_without_the_file_it_is_back()
    {
        await using var broker = await PluggedBroker.StartAsync("versioned");
        var mark = Path.Combine(Path.GetDirectoryName(broker.Dll())!, "DISABLED");

        File.WriteAllText(mark, "");
        await broker.Log.LineAsync("plugin off name=versioned", "a file DISABLED is there");
        Assert.Null(await broker.VersionAsync());
        Assert.Equal((PluginState.Disabled, 0), (broker.Info().State, broker.Info().Routes.Count));

        // A new version meanwhile changes nothing of that.
        broker.Deploy("versioned", "0002");
        File.Delete(mark);
        await broker.InForceAsync(2);
        Assert.Equal("0002", await broker.VersionAsync());
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task The_whole_plugins_folder_may_go_and_come_back()
    {
        await using var broker = await PluggedBroker.StartAsync("versioned");

        Directory.Delete(broker.Folder, recursive: true);
        await broker.Log.LineAsync("plugin off name=versioned", "its files are gone");
        broker.Deploy("versioned", "0002");
        await broker.InForceAsync(2);

        Assert.Equal("0002", await broker.VersionAsync());
    }

    [Fact]
    public async Task Nothing_of_a_version_is_kept_by_the_requests_it_has_answered()
    {
        await using var broker = await PluggedBroker.StartAsync("versioned");
        for (var generation = 2; generation <= 6; generation++)
        {
            using var answer = await broker.PostAsync("/versioned/turn", $$"""{"said":"x","number":{{generation}}}""");
            Assert.Equal($$"""{"said":"{{generation - 1:0000}} hello","number":{{generation + 1}}}""", await answer.Content.ReadAsStringAsync());
            Assert.Equal($"{generation - 1:0000}", await broker.RouteVersionAsync());

            broker.Deploy("versioned", $"{generation:0000}");
            await broker.InForceAsync(generation);
            await broker.Log.LineAsync($"plugin gone from memory name=versioned generation={generation - 1}");
        }

        Assert.Equal((0, 1), (broker.Info().Leaked, broker.Contexts()));
    }
}
