using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Power;

/// <summary>What a run of power failures showed.</summary>
internal sealed record PowerReport
{
    public required int Images { get; init; }

    /// <summary>Images on which something was wrong.</summary>
    public required int Bad { get; init; }

    /// <summary>Messages the broker had acknowledged, of all images together.</summary>
    public required long Checked { get; init; }

    public required TimeSpan SlowestRecovery { get; init; }

    public required TimeSpan Took { get; init; }

    public required Violations Violations { get; init; }

    public override string ToString() => $"""
        images {Images}, with something wrong {Bad}, took {Took.TotalSeconds:0} s
        acknowledged messages compared {Checked}, slowest recovery {SlowestRecovery.TotalMilliseconds:0} ms
        violations: {Violations.Counts}
        """;
}
