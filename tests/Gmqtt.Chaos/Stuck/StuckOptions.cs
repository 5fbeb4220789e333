using Gmqtt.Hooks;

namespace Gmqtt.Chaos.Stuck;

/// <summary>Which hook hangs, how, and for how many at once.</summary>
internal sealed record StuckOptions
{
    /// <summary>Which can hang.</summary>
    internal static readonly string[] Hooks = [nameof(OnBasicAuth), nameof(OnSubscribe), nameof(OnMsgArrived)];

    /// <summary>Those that run on threads of the plugin's. One on the loop that blocks costs the first client of each loop its answer.</summary>
    internal static readonly string[] OfThePool = [nameof(OnBasicAuth), nameof(OnSubscribe)];

    /// <summary>A task that never completes, and a thread that blocks.</summary>
    internal static readonly string[] Hows = ["never", "block"];

    public required string Hook { get; init; }

    public required string How { get; init; }

    public int Clients { get; init; } = 64;

    /// <summary>The hook's.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long after the deadline the last may be denied.</summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>What the canary's p99 may be meanwhile.</summary>
    public TimeSpan CanaryMost { get; init; } = TimeSpan.FromMilliseconds(250);

    internal string Name => $"{Hook}-{How}";

    /// <summary>Makes the plugin do that to whoever is called victim.</summary>
    internal string Tables => $"[plugins.hostilehooks]\nhow = \"{How}\"\nhook = \"{Hook}\"\nhook_timeout = \"{Deadline.TotalMilliseconds}ms\"\n";
}
