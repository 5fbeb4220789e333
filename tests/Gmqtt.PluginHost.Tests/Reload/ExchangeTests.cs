using System.Net;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>A new version takes the place of the running one however its file gets there.</summary>
public sealed class ExchangeTests
{
    public enum Way
    {
        WrittenInPlace,
        RenamedOver,
        DeployedByTheBuild,
        RemovedAndMadeAgain,
        InTwoHalves,
    }

    [Theory]
    [InlineData(Way.WrittenInPlace)]
    [InlineData(Way.RenamedOver)]
    [InlineData(Way.DeployedByTheBuild)]
    [InlineData(Way.RemovedAndMadeAgain)]
    [InlineData(Way.InTwoHalves)]
    public async Task New_code_answers_and_the_old_is_gone_from_memory(Way way)
    {
        await using var broker = await PluggedBroker.StartAsync("versioned");
        Assert.Equal(("0001", "0001"), (await broker.VersionAsync(), await broker.RouteVersionAsync()));

        await PutAsync(broker, way, "0002");
        await broker.InForceAsync(2);

        Assert.Equal(("0002", "0002"), (await broker.VersionAsync(), await broker.RouteVersionAsync()));
        await broker.Log.LineAsync("plugin gone from memory name=versioned generation=1");
        var info = broker.Info();
        Assert.Equal((PluginState.Active, 2, 0, null), (info.State, info.Generation, info.Leaked, info.Reason));

        // And again: the next change is seen too.
        await PutAsync(broker, way, "0003");
        await broker.InForceAsync(3);
        Assert.Equal(("0003", "0003"), (await broker.VersionAsync(), await broker.RouteVersionAsync()));
        await broker.Log.LineAsync("plugin gone from memory name=versioned generation=2");
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_for_good_changes_nothing_and_is_shown_until_it_is_whole()
    {
        await using var broker = await PluggedBroker.StartAsync("versioned");
        var whole = VersionedPlugin.Dll("0002");

        File.WriteAllBytes(broker.Dll(), whole[..(whole.Length / 2)]);
        Assert.Contains("versioned.dll is cut off", await broker.Log.LineAsync("plugin is being written, waits name=versioned"), StringComparison.Ordinal);

        Assert.Equal(("0001", "0001"), (await broker.VersionAsync(), await broker.RouteVersionAsync()));
        Assert.Equal((PluginState.Active, 1), (broker.Info().State, broker.Info().Generation));
        Assert.Equal("versioned.dll is cut off, or still being written: copy it again", broker.Info().Reason);
        Assert.Equal(broker.Info().Reason, await broker.Plugins.ReloadAsync("versioned", CancellationToken.None));

        File.WriteAllBytes(broker.Dll(), whole);
        await broker.InForceAsync(2);
        Assert.Equal("0002", await broker.VersionAsync());
        Assert.Null(broker.Info().Reason);
    }

    [Theory]
    [InlineData("throws", "InvalidOperationException: version 0002 does not want to")]
    [InlineData("misnamed", "it calls itself 'somebody-else' and lies in 'versioned'")]
    [InlineData("badroute", "/elsewhere")]
    public async Task A_new_version_that_fails_leaves_the_old_one_and_its_routes_as_they_were(string conduct, string why)
    {
        await using var broker = await PluggedBroker.StartAsync("versioned", "other");

        broker.Deploy("versioned", "0002", conduct);
        Assert.Contains(why, await broker.Log.LineAsync("plugin not exchanged, generation 1 goes on name=versioned"), StringComparison.Ordinal);

        Assert.Equal(("0001", "0001"), (await broker.VersionAsync(), await broker.RouteVersionAsync()));
        Assert.Equal(("0001", "0001"), (await broker.VersionAsync("other"), await broker.RouteVersionAsync("other")));
        Assert.Equal(HttpStatusCode.NotFound, (await broker.GetAsync("/elsewhere")).StatusCode);
        var info = broker.Info();
        Assert.Equal((PluginState.Active, 1), (info.State, info.Generation));
        Assert.Contains(why, info.Reason, StringComparison.Ordinal);
        Assert.Equal(["/versioned"], info.Routes);

        broker.Deploy("versioned", "0003");
        await broker.InForceAsync(2);
        Assert.Equal(("0003", "0003"), (await broker.VersionAsync(), await broker.RouteVersionAsync()));
        Assert.Null(broker.Info().Reason);
    }

    [Fact]
    public async Task The_same_bytes_written_again_are_no_new_version()
    {
        await using var broker = await PluggedBroker.StartAsync("versioned");

        broker.Deploy("versioned", "0001");
        broker.Deploy("other", "0001");
        await broker.InForceAsync(1, "other");

        Assert.Equal(1, broker.Info().Generation);
    }

    private static async Task PutAsync(PluggedBroker broker, Way way, string version)
    {
        var dll = VersionedPlugin.Dll(version);
        switch (way)
        {
            case Way.WrittenInPlace:
                File.WriteAllBytes(broker.Dll(), dll);
                break;
            case Way.RenamedOver:
                File.WriteAllBytes(broker.Dll() + ".new", dll);
                File.Move(broker.Dll() + ".new", broker.Dll(), overwrite: true);
                break;
            case Way.DeployedByTheBuild:
                broker.Deploy("versioned", version);
                break;
            case Way.RemovedAndMadeAgain:
                Directory.Delete(Path.GetDirectoryName(broker.Dll())!, recursive: true);
                Directory.CreateDirectory(Path.GetDirectoryName(broker.Dll())!);
                File.WriteAllBytes(broker.Dll(), dll);
                break;
            case Way.InTwoHalves:
                using (var file = new FileStream(broker.Dll(), FileMode.Create))
                {
                    file.Write(dll.AsSpan(0, dll.Length / 2));
                    file.Flush();
                    await broker.Log.LineAsync("plugin is being written, waits name=versioned");
                    Assert.Equal(((int.Parse(version) - 1).ToString("0000"), 0L), (await broker.VersionAsync(), broker.Info().Faults));
                    file.Write(dll.AsSpan(dll.Length / 2));
                }

                break;
        }
    }
}
