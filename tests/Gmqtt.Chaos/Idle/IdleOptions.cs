namespace Gmqtt.Chaos.Idle;

/// <summary>Very many idle connections, and what they may cost.</summary>
internal sealed record IdleOptions
{
    public int Clients { get; init; } = 19_000;

    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>In seconds.</summary>
    public int KeepAlive { get; init; } = 60;

    /// <summary>Whether they speak TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>Resident memory for each of them; null for what is usual.</summary>
    public double? MostKiBEach { get; init; }

    // OpenSSL keeps two records of 16 KiB for as long as a connection lives, and .NET does not ask it for less.
    internal double MostKiB => MostKiBEach ?? (IsTls ? 44 : 12);

    /// <summary>Percent of one processor while they are idle.</summary>
    public double MostProcessor { get; init; } = 5;

    /// <summary>What may be left when they have gone.</summary>
    public long MostLeftKiB { get; init; } = 30 * 1024;

    /// <summary>Each pings so often.</summary>
    internal TimeSpan PingEvery => TimeSpan.FromSeconds(KeepAlive * 0.75);
}
