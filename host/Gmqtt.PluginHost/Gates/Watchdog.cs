using Gmqtt.Broker.Time;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// Looks at what every thread is in. A per-message hook that is still in the same call at the second look blocks a thread that reads the network: it is moved to its
/// plugin's own threads, and the log names it. A thread that does not get on because the machine does not run it is not the plugin's fault.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>A message takes microseconds; a hook that takes this long will do it again.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    /// <summary>Processor time, since the first look, of a hook that computes.</summary>
    private static readonly TimeSpan Computes = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<HookActivity, (int Calls, TimeSpan Processor)> _seen = [];
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
        var all = HookActivity.All();
        foreach (var activity in all)
        {
            var (meter, calls) = (activity.Meter, activity.Calls);
            if (meter is null || meter.RunsOffTheLoop || meter.Gate.Time != _time) continue; // threads are the process's, and another host in it may have another clock
            if (meter.Hook is not (nameof(Hooks.OnMsgArrived) or nameof(Hooks.OnDelivered) or nameof(Hooks.OnMsgDropped))) continue;
            if (_seen.TryGetValue(activity, out var before) && before.Calls == calls && IsStuck(activity, before.Processor))
            {
                meter.RunsOffTheLoop = true;
                _logger.MovedOffTheLoop(meter.Gate.Name, meter.Hook, activity.ThreadName);
            }
        }

        Remember(all);
        Volatile.Write(ref _looking, 0);
    }

    private static bool IsStuck(HookActivity activity, TimeSpan processorBefore)
    {
        var look = ThreadLook.Of(activity.ThreadId);
        return !look.CouldRun || look.Processor - processorBefore >= Computes;
    }

    private void Remember(List<HookActivity> all)
    {
        foreach (var gone in _seen.Keys.Where(a => a.Meter is null).ToList()) _seen.Remove(gone);
        foreach (var activity in all)
        {
            var calls = activity.Calls;
            if (activity.Meter is null || _seen.TryGetValue(activity, out var known) && known.Calls == calls) continue;
            _seen[activity] = (calls, ThreadLook.Of(activity.ThreadId).Processor);
        }
    }
}
