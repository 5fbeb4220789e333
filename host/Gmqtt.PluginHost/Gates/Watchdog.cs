using Gmqtt.Broker.Time;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// Looks at what every thread is in. A hook on a thread of the broker's that is in the same call look after look, and sleeps or computes, blocks a thread that reads the network: it is moved to
/// its plugin's own threads, and the log names it. A thread that does not get on because the machine does not run it, or because the runtime compiles or collects for a
/// moment, is not the plugin's fault.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks in a row at which the thread slept in one call: a message takes microseconds, and a hook that takes a fifth of a second will do it again.</summary>
    private const int Sleeps = 4;

    /// <summary>Processor time, since the first look, of a hook that computes as long.</summary>
    private static readonly TimeSpan Computes = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<HookActivity, Sight> _seen = [];
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _looking;

    internal Watchdog(ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        _timer = time.CreateTimer(static me => ((Watchdog)me!).Look(), this, Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0) return;
        foreach (var gone in _seen.Keys.Where(a => a.Meter is null).ToList()) _seen.Remove(gone);
        foreach (var activity in HookActivity.All())
        {
            var (meter, calls) = (activity.Meter, activity.Calls);
            if (meter is not { RunsInline: true, RunsOffTheLoop: false } || meter.Gate.Time != _time) continue; // threads are the process's, and another host in it may have another clock
            if (!IsStuck(activity, meter, calls)) continue;
            meter.RunsOffTheLoop = true;
            _logger.MovedOffTheLoop(meter.Gate.Name, meter.Hook, activity.ThreadName);
        }

        Volatile.Write(ref _looking, 0);
    }

    private bool IsStuck(HookActivity activity, HookMeter meter, int calls)
    {
        var look = ThreadLook.Of(activity.ThreadId);
        if (!_seen.TryGetValue(activity, out var sight) || sight.Calls != calls || sight.Meter != meter)
        {
            _seen[activity] = new Sight(meter, calls, look.Processor, look.CouldRun ? 0 : 1);
            return false;
        }

        var sleeps = look.CouldRun ? 0 : sight.Sleeps + 1;
        _seen[activity] = sight with { Sleeps = sleeps };
        return sleeps >= Sleeps || look.Processor - sight.Processor >= Computes;
    }

    /// <summary>A call as it was first seen.</summary>
    private readonly record struct Sight(HookMeter Meter, int Calls, TimeSpan Processor, int Sleeps);
}
