using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Kill;

/// <summary>What a run of kills showed.</summary>
internal sealed record KillReport
{
    public required int Cycles { get; init; }

    /// <summary>With those in the middle of a restart.</summary>
    public required int Kills { get; init; }

    /// <summary>Messages the broker has acknowledged.</summary>
    public required int Owned { get; init; }

    /// <summary>Different messages that subscribers got.</summary>
    public required long Delivered { get; init; }

    /// <summary>QoS 1 messages that came again, as they may.</summary>
    public required long Again { get; init; }

    /// <summary>Wills that came, once and in their time.</summary>
    public required int Wills { get; init; }

    public required TimeSpan SlowestRestart { get; init; }

    public required TimeSpan Acknowledged99 { get; init; }

    public required TimeSpan Took { get; init; }

    public required Violations Violations { get; init; }

    public override string ToString() => $"""
        cycles {Cycles}, kills {Kills}, took {Took.TotalSeconds:0} s
        messages acknowledged {Owned}, deliveries {Delivered}, QoS 1 again {Again} ({100.0 * Again / Math.Max(1, Delivered):0.00} %), wills kept {Wills}
        slowest restart {SlowestRestart.TotalMilliseconds:0} ms, acknowledged p99 {Acknowledged99.TotalMilliseconds:0.0} ms
        violations: {Violations.Counts}
        """;
}
