using Gmqtt.Services;

namespace Gmqtt.Admin.Operations;

/// <summary>The process answers.</summary>
internal sealed record Liveness(string Status);

/// <summary>Whether the broker serves clients.</summary>
/// <param name="Status">ready, degraded, starting or stopping.</param>
/// <param name="Checks">What is not as it should be, by name: anybody may ask this, and the sentences are for those with a token.</param>
internal sealed record Readiness(string Status, IReadOnlyList<string> Checks)
{
    internal static Readiness Of(ServerHealth health) => new(Word(health.State), [.. health.Conditions.Select(c => c.Name)]);

    internal static string Word(HealthState state) => state switch
    {
        HealthState.Ready => "ready",
        HealthState.Degraded => "degraded",
        HealthState.Starting => "starting",
        _ => "stopping",
    };
}

/// <summary>How the broker is, in full.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyList<HealthConditionRow> Conditions)
{
    internal static HealthAnswer Of(ServerHealth health)
        => new(Readiness.Word(health.State), [.. health.Conditions.Select(c => new HealthConditionRow(c.Name, c.Sentence, c.Since))]);
}

/// <summary>Something that is not as it should be.</summary>
internal sealed record HealthConditionRow(string Name, string Sentence, DateTimeOffset Since);
