using Gmqtt.Hooks;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>Faults in a row close the gate for a while, an ended version closes it for good.</summary>
public sealed class QuarantineTests
{
    private static readonly GateOptions Three = new() { QuarantineAfter = 3, QuarantineTime = TimeSpan.FromSeconds(30) };

    private int _calls;
    private bool _isWell;

    [Fact]
    public async Task After_three_faults_in_a_row_the_plugin_is_not_called_until_a_trial_succeeds()
    {
        await using var guarded = await GuardedBroker.StartAsync(Three, Subscribes());
        var gate = guarded.Gates[0];
        var client = await guarded.Broker.ConnectAsync("c");
        for (var i = 1; i <= 3; i++)
        {
            Assert.False(gate.IsQuarantined);
            Assert.Equal([0x83], (await client.SubscribeAsync("t")).ReasonCodes);
        }

        Assert.True(gate.IsQuarantined);
        Assert.Equal([0x83], (await client.SubscribeAsync("t")).ReasonCodes);
        Assert.Equal((3, 3), (_calls, gate.Faults));

        guarded.Time.Advance(Three.QuarantineTime);
        Assert.Equal([0x83], (await client.SubscribeAsync("t")).ReasonCodes); // the trial, which fails
        Assert.Equal([0x83], (await client.SubscribeAsync("t")).ReasonCodes); // and this is no second one
        Assert.Equal((4, 4), (_calls, gate.Faults));
        Assert.True(gate.IsQuarantined);

        guarded.Time.Advance(Three.QuarantineTime);
        _isWell = true;
        Assert.Equal([0x00], (await client.SubscribeAsync("t")).ReasonCodes);
        Assert.False(gate.IsQuarantined);
        Assert.Equal([0x00], (await client.SubscribeAsync("t")).ReasonCodes);
        Assert.Equal(6, _calls);
        Assert.Equal([4022, 4023], guarded.Log.Lines.Select(l => l.Event).Where(e => e is 4022 or 4023));
    }

    [Fact]
    public async Task A_success_in_between_begins_the_count_again()
    {
        await using var guarded = await GuardedBroker.StartAsync(Three, Subscribes());
        var client = await guarded.Broker.ConnectAsync("c");
        foreach (var isWell in new[] { false, false, true, false, false, true, false, false })
        {
            _isWell = isWell;
            Assert.Equal([isWell ? (byte)0 : (byte)0x83], (await client.SubscribeAsync("t")).ReasonCodes);
            Assert.False(guarded.Gates[0].IsQuarantined);
        }

        await client.SubscribeAsync("t");
        Assert.True(guarded.Gates[0].IsQuarantined);
    }

    public static TheoryData<string> All => NextTests.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_plugin_in_quarantine_is_denied_or_passed_by_without_being_called(string hook)
    {
        var inner = 0;
        var outer = 0;
        await using var guarded = await GuardedBroker.StartAsync(Three, AnyHook.Counting(hook, () => outer++), AnyHook.Counting(hook, () => inner++));
        for (var i = 0; i < 3; i++) guarded.Gates[0].TimedOut(guarded.Gates[0].Meter(hook, runsInline: false));
        Assert.True(guarded.Gates[0].IsQuarantined);
        Assert.Equal(Walk.Denied(hook), await Walk.RunAsync(guarded.Broker, hook));
        await TestBroker.UntilAsync(() => Volatile.Read(ref inner) == (Walk.Decides(hook) ? 0 : 1));
        Assert.Equal(0, outer);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_version_that_has_ended_is_not_called_any_more(string hook)
    {
        var inner = 0;
        var outer = 0;
        await using var guarded = await GuardedBroker.StartAsync(Three, AnyHook.Counting(hook, () => outer++), AnyHook.Counting(hook, () => inner++));
        guarded.Gates[0].Close();
        guarded.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Walk.Denied(hook), await Walk.RunAsync(guarded.Broker, hook));
        await TestBroker.UntilAsync(() => Volatile.Read(ref inner) == (Walk.Decides(hook) ? 0 : 1));
        Assert.Equal((0, 0), (outer, guarded.Gates[0].Faults));
        Assert.False(guarded.Gates[0].IsQuarantined);
    }

    private HookWrapper Subscribes() => new()
    {
        OnSubscribe = next => (client, request, ct) =>
        {
            _calls++;
            return _isWell ? next(client, request, ct) : throw new InvalidOperationException("not well");
        },
    };
}
