namespace Gmqtt.Chaos.Clients;

/// <summary>What a publisher is like.</summary>
/// <param name="Number">Which one; in every payload.</param>
/// <param name="Version">4 or 5.</param>
/// <param name="Topics">Where it publishes.</param>
internal sealed record PublisherPlan(int Number, int Version, IReadOnlyList<string> Topics)
{
    /// <summary>Unacknowledged messages at a time.</summary>
    public int Window { get; init; } = 20;

    /// <summary>Messages a second, from 25 on; 0: as fast as the window lets.</summary>
    public int Rate { get; init; } = 400;

    /// <summary>Whether messages are retained; then with QoS 1, and some of them clear their topic.</summary>
    public bool Retains { get; init; }

    /// <summary>Smallest payload.</summary>
    public int MinSize { get; init; }

    /// <summary>Largest payload.</summary>
    public int MaxSize { get; init; } = 64 * 1024;
}
