namespace Gmqtt.Chaos.Files;

/// <summary>How few files a broker may have open, and what must go on.</summary>
internal sealed record FilesOptions
{
    /// <summary>For how many connections more there are files when it is told.</summary>
    public int Spare { get; init; } = 40;

    /// <summary>How many files connections do not get, as it is built in.</summary>
    public int Reserve { get; init; } = 256;

    /// <summary>Connections beyond that.</summary>
    public int Beyond { get; init; } = 200;

    /// <summary>How long it has none for connections.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Percent of one processor meanwhile: who tries again at once spins.</summary>
    public double MostProcessor { get; init; } = 20;

    /// <summary>The 99th percentile of the canary's pings.</summary>
    public TimeSpan CanaryMost { get; init; } = TimeSpan.FromMilliseconds(250);
}
