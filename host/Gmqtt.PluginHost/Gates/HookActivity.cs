using Gmqtt.Broker.Time;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// Which hook a thread is in, written by the thread itself with plain stores and read by the <see cref="Watchdog"/>: an interlocked operation or a timestamp for each
/// call would cost more than the hook.
/// </summary>
internal sealed class HookActivity
{
    /// <summary>Every so many calls one is measured; a prime, so that hooks that take turns all get theirs.</summary>
    private const int SampleEvery = 61;

    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<HookActivity>> Threads = [];
    [ThreadStatic]
    private static HookActivity? _current;

    private int _untilSample = SampleEvery;

    private HookActivity()
    {
        ThreadId = ThreadLook.CurrentThreadId;
        ThreadName = Thread.CurrentThread.Name ?? $"thread {Environment.CurrentManagedThreadId}";
        Stripe = Environment.CurrentManagedThreadId % HookMeter.Stripes * HookMeter.StripeWidth;
    }

    /// <summary>This thread's.</summary>
    internal static HookActivity Current => _current ?? Register();

    internal string ThreadName { get; }

    /// <summary>The system's number of it.</summary>
    internal int ThreadId { get; }

    /// <summary>Where this thread counts calls.</summary>
    internal int Stripe { get; }

    /// <summary>The hook the thread is in, or null.</summary>
    internal HookMeter? Meter { get; private set; }

    /// <summary>Changes with each call, so that two looks can tell the same call from the next one.</summary>
    internal int Calls { get; private set; }

    /// <summary>Time spent further in while a call is measured.</summary>
    internal long TimeInNext { get; set; }

    /// <summary>Whether the call is measured.</summary>
    internal bool Measures { get; set; }

    /// <summary>How far a synchronous chain has got on this thread; see <see cref="NoticeGuard{T1, T2, T3}"/>.</summary>
    internal int Progress { get; set; }

    /// <summary>What all threads are in now.</summary>
    internal static List<HookActivity> All()
    {
        lock (Gate)
        {
            Threads.RemoveAll(t => !t.TryGetTarget(out _));
            var all = new List<HookActivity>(Threads.Count);
            foreach (var thread in Threads)
            {
                if (thread.TryGetTarget(out var activity)) all.Add(activity);
            }

            return all;
        }
    }

    /// <summary>Begins a call; the result goes to <see cref="Leave"/>.</summary>
    internal HookMeter? Enter(HookMeter meter)
    {
        var outer = Meter;
        Meter = meter;
        Calls++;
        meter.Count(Stripe);
        return outer;
    }

    internal void Leave(HookMeter? outer)
    {
        Meter = outer;
        Calls++; // what goes on now is another plugin's

        // A context that a hook left on a thread of ours would catch the broker's own continuations.
        if (SynchronizationContext.Current is not null) SynchronizationContext.SetSynchronizationContext(null);
    }

    /// <summary>Whether this call is one to measure.</summary>
    internal bool IsSampleDue()
    {
        if (--_untilSample > 0) return false;
        _untilSample = SampleEvery;
        return true;
    }

    private static HookActivity Register()
    {
        var activity = _current = new HookActivity();
        lock (Gate) Threads.Add(new WeakReference<HookActivity>(activity));
        return activity;
    }
}
