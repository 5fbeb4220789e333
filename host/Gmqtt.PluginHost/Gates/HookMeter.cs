using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Gates;

/// <summary>The numbers of one hook of one version of a plugin.</summary>
internal sealed class HookMeter
{
    /// <summary>Threads count in rows of their own, a cache line apart; two threads in one row may lose a count now and then.</summary>
    internal const int Stripes = 8;

    internal const int StripeWidth = 8;

    private const int Samples = 128;

    private readonly long[] _calls = new long[Stripes * StripeWidth];
    private readonly long[] _samples = new long[Samples];
    private int _sampled;
    private long _faults;

    internal HookMeter(PluginGate gate, string hook)
    {
        Gate = gate;
        Hook = hook;
    }

    internal PluginGate Gate { get; }

    internal string Hook { get; }

    /// <summary>Whether the hook is called on the thread that reads the network: those called per message are, and those of a plugin that says it never blocks.</summary>
    internal bool RunsInline { get; init; }

    /// <summary>Set when the hook blocked a thread that reads the network: from then on it runs on the plugin's own threads.</summary>
    internal volatile bool RunsOffTheLoop;

    internal void Count(int stripe) => _calls[stripe]++;

    internal void Fault() => Interlocked.Increment(ref _faults);

    internal void Sample(long ticks) => _samples[(uint)Interlocked.Increment(ref _sampled) % Samples] = ticks;

    internal PluginHookInfo Describe(TimeProvider time)
    {
        var count = Math.Min(Volatile.Read(ref _sampled), Samples);
        HookLatency? latency = null;
        if (count > 0)
        {
            var sorted = _samples.Where(s => s > 0).Order().ToArray();
            if (sorted.Length > 0) latency = new HookLatency(At(0.5), At(0.99), At(1));
            TimeSpan At(double share) => time.GetElapsedTime(0, sorted[(int)Math.Ceiling(share * sorted.Length) - 1]);
        }

        return new PluginHookInfo(Hook, _calls.Sum(), Interlocked.Read(ref _faults), latency, RunsOffTheLoop);
    }
}
