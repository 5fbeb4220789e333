using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary><c>next</c> may be called once, within the hook's own call and time; whatever a plugin does with it, those further in hear of an event at most once.</summary>
public sealed class NextTests
{
    public static TheoryData<string> All => [.. AnyHook.Names];

    public static TheoryData<string> Asynchronous => [.. AnyHook.Names.Except(AnyHook.Synchronous)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_second_call_of_next_is_refused(string hook)
    {
        var calls = 0;
        await using var guarded = await GuardedBroker.StartAsync(
            AnyHook.Wrap(hook, async next =>
            {
                await next();
                await next();
            }),
            AnyHook.Counting(hook, () => calls++));
        Assert.Equal(Walk.Denied(hook), await Walk.RunAsync(guarded.Broker, hook));
        await TestBroker.UntilAsync(() => guarded.Gates[0].Faults == 1);
        Assert.StartsWith($"{hook} threw InvalidOperationException: {hook}: next may be called once", guarded.Gates[0].LastFault, StringComparison.Ordinal);
        Assert.Equal(1, calls);
        Assert.Equal(0, guarded.Gates[1].Faults);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Next_is_refused_to_somebody_who_kept_it(string hook)
    {
        var calls = 0;
        Func<Task>? kept = null;
        await using var guarded = await GuardedBroker.StartAsync(
            AnyHook.Wrap(hook, next =>
            {
                kept = next;
                return next();
            }),
            AnyHook.Counting(hook, () => calls++));
        Assert.Equal(Walk.Let(hook), await Walk.RunAsync(guarded.Broker, hook));
        await TestBroker.UntilAsync(() => Volatile.Read(ref calls) == 1);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => kept!());
        Assert.StartsWith($"{hook}: next may be called once", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, calls);
        Assert.Equal(0, guarded.Gates[0].Faults);
    }

    [Theory]
    [MemberData(nameof(Asynchronous))]
    public async Task Next_may_be_called_later_and_from_a_thread_of_the_pool(string hook)
    {
        var calls = 0;
        await using var guarded = await GuardedBroker.StartAsync(
            AnyHook.Wrap(hook, next => Task.Run(next)), AnyHook.Counting(hook, () => calls++));
        Assert.Equal(Walk.Let(hook), await Walk.RunAsync(guarded.Broker, hook));
        await TestBroker.UntilAsync(() => Volatile.Read(ref calls) == 1);
        Assert.Equal([0, 0], guarded.Gates.Select(g => g.Faults));
    }
}
