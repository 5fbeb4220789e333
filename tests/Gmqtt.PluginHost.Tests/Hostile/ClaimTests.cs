using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.PluginHost.Tests.Api;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>Two plugins that want the same: the one that has it keeps it, the other is told whose it is, and nobody else notices.</summary>
[Collection(HostileCollection.Name)]
public sealed class ClaimTests
{
    private const string SamePrefix = "[plugins.claimant]\nprefix = \"/v1/same\"\n[plugins.rival]\nprefix = \"/v1/same\"\n";
    private const string Conflict = "both claim the API prefix '/v1/same': only one of them can have it, disable the other.";

    [Fact]
    public async Task A_second_plugin_with_the_same_prefix_is_refused_and_the_first_goes_on_answering()
    {
        await using var broker = await StartAsync("[plugins.claimant]\nprefix = \"/v1/same\"\n");
        using var http = ApiUnderTest.Identified();
        var address = $"http://{broker.Plugins.Api.HttpEndPoints[0]}/v1/same";

        Assert.Contains(Conflict, await RivalRefusedAsync(broker, SamePrefix), StringComparison.Ordinal);
        Assert.Equal((PluginState.Active, 1), (broker.Info("claimant").State, broker.Info("claimant").Generation));
        Assert.Equal("claimant", await http.GetStringAsync(address));
        await broker.Traffic.GoesOnAsync();

        // The sentence tells the fix.
        await broker.Broker.CompleteAsync(broker.Plugins.SetEnabledAsync("claimant", enabled: false, default).AsTask());
        await broker.Broker.CompleteAsync(broker.Plugins.ReloadAsync("rival", default).AsTask());
        Assert.Equal((PluginState.Active, null), (broker.Info("rival").State, broker.Info("rival").Reason));
        Assert.Equal("rival", await http.GetStringAsync($"http://{broker.Plugins.Api.HttpEndPoints[0]}/v1/same"));
        await broker.Traffic.GoesOnAsync();
    }

    [Fact]
    public async Task Two_with_the_same_prefix_from_the_beginning_are_no_start_because_nobody_can_say_whose_it_is()
    {
        using var folder = new HostileFolder().With("claimant").With("rival");
        var refused = await Assert.ThrowsAsync<PluginStartException>(() => HostileBroker.StartAsync(folder, WithApi(folder, SamePrefix)));
        Assert.Equal($"plugins 'claimant' and 'rival' {Conflict}", Assert.Single(refused.Problems));
    }

    [Fact]
    public async Task A_second_plugin_on_the_same_port_fails_to_load_and_gets_it_when_the_first_has_let_go()
    {
        await using var broker = await StartAsync("[plugins.claimant]\nport = 0\n");
        const string Listens = "claimant listens on 127.0.0.1:";
        await broker.SaidAsync(Listens);
        var port = broker.Broker.Log.Lines.Select(l => l.Text.Split(Listens)).First(p => p.Length == 2)[1];

        var reason = await RivalRefusedAsync(broker, $"[plugins.claimant]\nport = 0\n[plugins.rival]\nport = {port}\n");
        Assert.Contains("Address already in use", reason, StringComparison.Ordinal);
        Assert.Equal((PluginState.Active, 1, 0), (broker.Info("claimant").State, broker.Info("claimant").Generation, broker.Info("claimant").Faults));
        await broker.Traffic.GoesOnAsync();

        await broker.Broker.CompleteAsync(broker.Plugins.SetEnabledAsync("claimant", enabled: false, default).AsTask());
        await broker.SaidInTimeAsync("plugin gone from memory name=claimant generation=1");
        await broker.Broker.CompleteAsync(broker.Plugins.ReloadAsync("rival", default).AsTask());
        Assert.Equal((PluginState.Active, null), (broker.Info("rival").State, broker.Info("rival").Reason));
        await broker.Traffic.GoesOnAsync();
    }

    private static Task<HostileBroker> StartAsync(string tables)
    {
        var folder = new HostileFolder().With("claimant");
        return HostileBroker.StartAsync(folder, WithApi(folder, tables));
    }

    /// <summary>Puts the rival beside the claimant.</summary>
    /// <returns>Why it does not run.</returns>
    private static async Task<string> RivalRefusedAsync(HostileBroker broker, string tables)
    {
        broker.Folder.With("rival");
        var problems = broker.Plugins.ApplyAsync(WithApi(broker.Folder, tables));
        await broker.Broker.CompleteAsync(problems);
        var reason = broker.Info("rival").Reason;
        Assert.Equal((PluginState.Failed, $"plugin rival: {reason}"), (broker.Info("rival").State, Assert.Single(await problems)));
        return reason!;
    }

    private static PluginSetSettings WithApi(HostileFolder folder, string tables)
        => folder.Settings(tables) with { Api = new ApiServerOptions { Http = [new ApiEndpointOptions("127.0.0.1:0")], Tokens = [new("test", ApiRole.Admin) { Secret = ApiUnderTest.Token }] } };
}
