namespace Gmqtt.Chaos.Idle;

/// <summary>Very many idle connections, and what they may cost.</summary>
internal sealed record IdleOptions
{
    public int Clients { get; init; } = 19_000;

    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>In seconds.</summary>
    public int KeepAlive { get; init; } = 60;

    /// <summary>Resident memory for each of them.</summary>
    public double MostKiBEach { get; init; } = 12;

    /// <summary>Percent of one processor while they are idle.</summary>
    public double MostProcessor { get; init; } = 5;

    /// <summary>What may be left when they have gone.</summary>
    public long MostLeftKiB { get; init; } = 30 * 1024;

    /// <summary>Each pings so often.</summary>
    internal TimeSpan PingEvery => TimeSpan.FromSeconds(KeepAlive * 0.75);
}
