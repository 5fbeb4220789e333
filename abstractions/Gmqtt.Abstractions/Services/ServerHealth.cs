namespace Gmqtt.Services;

/// <summary>How the broker is.</summary>
/// <param name="State">In one word.</param>
/// <param name="Conditions">What is not as it should be; empty when nothing is.</param>
public sealed record ServerHealth(HealthState State, IReadOnlyList<HealthCondition> Conditions);

/// <summary>Something that is not as it should be.</summary>
/// <param name="Name">What it is about, such as <c>store</c>; each name once.</param>
/// <param name="Sentence">What is wrong and what it means.</param>
/// <param name="Since">When it began (UTC).</param>
public sealed record HealthCondition(string Name, string Sentence, DateTimeOffset Since);

/// <summary>How the broker is, in one word.</summary>
public enum HealthState
{
    /// <summary>It does not serve clients yet.</summary>
    Starting,

    /// <summary>It serves clients, and nothing is wrong.</summary>
    Ready,

    /// <summary>It serves clients, but not as it should: there are conditions.</summary>
    Degraded,

    /// <summary>It lets nobody in any more.</summary>
    Stopping,
}
