using Gmqtt.Hooks;
using Gmqtt.PluginHost.Tests.Gates;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>Hooks of a real plugin that throw: who is concerned is denied, or sees nothing of it; nobody else does; the plugin is named.</summary>
[Collection(HostileCollection.Name)]
public sealed class ThrowingTests
{
    public static TheoryData<string, string> Throws()
    {
        var all = new TheoryData<string, string>();
        foreach (var hook in AnyHook.Names.Where(h => h != nameof(OnStop))) all.Add("throw", hook);
        foreach (var hook in new[] { nameof(OnBasicAuth), nameof(OnConnected), nameof(OnMsgArrived), nameof(OnDelivered), nameof(OnWillPublish) }) all.Add("throw_unspeakable", hook);
        all.Add("throw_late", nameof(OnBasicAuth));
        all.Add("throw_late", nameof(OnMsgArrived));
        all.Add("throw_late", nameof(OnDelivered));
        all.Add("throw_cancelled", nameof(OnBasicAuth));
        all.Add("throw_cancelled", nameof(OnMsgArrived));
        all.Add("bad_task", nameof(OnSubscribe));
        all.Add("bad_task", nameof(OnMsgArrived));
        all.Add("out_of_memory", nameof(OnBasicAuth));
        all.Add("out_of_memory", nameof(OnMsgArrived));
        return all;
    }

    [Theory]
    [MemberData(nameof(Throws))]
    public async Task Only_the_client_concerned_is_denied(string how, string hook)
    {
        await using var broker = await HostileBroker.StartAsync(how, hook);
        Assert.Equal(Walk.Denied(hook), await Walk.RunAsync(broker.Broker, hook, id: "victim"));
        await broker.SaidAsync("plugin fault name=hostilehooks");
        await broker.Traffic.GoesOnAsync();
        var info = broker.Info();
        Assert.Equal((PluginState.Active, 1), (info.State, info.Faults));
        Assert.StartsWith($"{hook} threw ", info.LastFault, StringComparison.Ordinal);
        Assert.Equal(1, info.Hooks.Single(h => h.Hook == hook).Faults);
        Assert.Empty(broker.Errors);
    }

    [Theory]
    [InlineData(nameof(OnBasicAuth))]
    [InlineData(nameof(OnSubscribe))]
    [InlineData(nameof(OnMsgArrived))]
    public async Task A_hook_that_does_nothing_at_all_objects_to_nothing(string hook)
    {
        await using var broker = await HostileBroker.StartAsync("nothing", hook);
        Assert.Equal(Walk.Let(hook), await Walk.RunAsync(broker.Broker, hook, id: "victim"));
        await broker.Traffic.GoesOnAsync();
        Assert.Equal((PluginState.Active, 0), (broker.Info().State, broker.Info().Faults));
    }
}
