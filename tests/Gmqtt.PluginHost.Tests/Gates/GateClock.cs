using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>The clock of the gates alone: what moves the broker's to get a connection ended does not run into a deadline of a hook.</summary>
internal sealed class GateClock : FakeTimeProvider
{
    private int _timers;

    /// <summary>Deadlines set so far: a test that moves the clock waits first until its hooks have theirs.</summary>
    internal int Timers => Volatile.Read(ref _timers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Increment(ref _timers);
        return timer;
    }
}
