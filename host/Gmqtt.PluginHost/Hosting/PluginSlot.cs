using Gmqtt.PluginHost.Discovery;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>All that is known of one plugin name; changed by <see cref="PluginSet"/> alone, one change at a time, and read by anybody.</summary>
internal sealed class PluginSlot(string name)
{
    private readonly List<WeakReference> _leaked = [];
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

    internal string? LastFault { get; private set; }

    /// <summary>Keeps the numbers of a version that ends.</summary>
    internal void Add(PluginGeneration ended)
    {
        Interlocked.Add(ref _pastFaults, ended.Gate.Faults);
        LastFault = ended.Gate.LastFault ?? LastFault;
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
            Faults = Interlocked.Read(ref _pastFaults) + (current?.Gate.Faults ?? 0),
            LastFault = current?.Gate.LastFault ?? LastFault,
            Leaked = CountLeaked(),
        };
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
