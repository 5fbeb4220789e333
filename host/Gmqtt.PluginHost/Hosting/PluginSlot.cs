using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Gates;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>All that is known of one plugin name; changed by <see cref="PluginSet"/> alone, one change at a time, and read by anybody.</summary>
internal sealed class PluginSlot(string name)
{
    private readonly List<WeakReference> _leaked = [];
    private readonly List<PluginGate> _ending = [];
    private long _pastFaults;

    internal string Name => name;

    internal volatile PluginGeneration? Current;

    internal PluginState State { get; set; } = PluginState.Loading;

    internal string? Reason { get; set; }

    /// <summary>As last checked; what is shown of a plugin that does not run.</summary>
    internal PluginManifest? Manifest { get; set; }

    /// <summary>Of the files that were tried last, good or bad: the same ones are not tried again.</summary>
    internal string? TriedFingerprint { get; set; }

    internal int Generations { get; set; }

    private string? LastFault { get; set; }

    /// <summary>A version is on its way out: what it still does wrong is counted too.</summary>
    internal void Ending(PluginGate gate)
    {
        lock (_ending) _ending.Add(gate);
    }

    /// <summary>Keeps the numbers of a version that has ended.</summary>
    internal void Ended(PluginGate gate)
    {
        lock (_ending)
        {
            if (!_ending.Remove(gate)) return;
            _pastFaults += gate.Faults;
            LastFault = gate.LastFault ?? LastFault;
        }
    }

    /// <summary>It cannot be loaded as it is; what runs goes on.</summary>
    /// <returns>Why.</returns>
    internal string Failed(string sentence, ILogger logger)
    {
        Reason = sentence;
        if (Current is { } current)
        {
            logger.PluginNotExchanged(name, current.Number, sentence);
        }
        else
        {
            State = PluginState.Failed;
            logger.PluginNotLoaded(name, sentence);
        }

        return sentence;
    }

    /// <summary>Its files do not pass; those that are being written get another look.</summary>
    /// <returns>Why.</returns>
    internal string Refused(Refusal refusal, ILogger logger)
    {
        if (refusal.Kind != RefusalKind.Incomplete) return Failed(refusal.Sentence, logger);
        TriedFingerprint = null;
        logger.PluginIncomplete(name, refusal.Sentence);
        Reason = refusal.Sentence;
        if (Current is null) State = PluginState.Failed;
        return refusal.Sentence;
    }

    internal void Leaked(WeakReference context)
    {
        lock (_leaked) _leaked.Add(context);
    }

    internal PluginInfo Describe(TimeProvider time)
    {
        var current = Current;
        var manifest = current?.Manifest ?? Manifest;
        var isQuarantined = current is { Gate.IsQuarantined: true };
        var (pastFaults, pastFault) = Past();
        return new PluginInfo
        {
            Name = name,
            State = isQuarantined ? PluginState.Quarantined : State,
            Reason = isQuarantined ? current!.Gate.LastFault : Reason,
            Description = manifest?.Description,
            Version = manifest?.Version,
            BuiltFor = manifest?.BuiltFor.ToString(2),
            Generation = Generations,
            Since = current?.Since,
            Hooks = current is null ? [] : [.. current.Gate.Meters.Select(m => m.Describe(time))],
            Routes = current?.Branch is { } branch ? [.. branch.Prefixes.Select(p => p.ToString())] : [],
            Faults = pastFaults + (current?.Gate.Faults ?? 0),
            LastFault = current?.Gate.LastFault ?? pastFault,
            Leaked = CountLeaked(),
        };
    }

    private (long Faults, string? LastFault) Past()
    {
        lock (_ending) return (_pastFaults + _ending.Sum(g => g.Faults), _ending.Select(g => g.LastFault).LastOrDefault(f => f is not null) ?? LastFault);
    }

    private int CountLeaked()
    {
        lock (_leaked)
        {
            _leaked.RemoveAll(context => !context.IsAlive);
            return _leaked.Count;
        }
    }
}
