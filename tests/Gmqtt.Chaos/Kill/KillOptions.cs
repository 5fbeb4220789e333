namespace Gmqtt.Chaos.Kill;

/// <summary>A run of kills.</summary>
internal sealed record KillOptions
{
    /// <summary>How often.</summary>
    public int Cycles { get; init; } = 60;

    /// <summary>With SIGTERM: it has to end with exit code 0 within ten seconds, and lose nothing.</summary>
    public bool IsPolite { get; init; }

    /// <summary>Ends earlier when so much time has passed; zero: does not.</summary>
    public TimeSpan AtMost { get; init; }

    /// <summary>All randomness comes from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Messages a second of all publishers.</summary>
    public int Rate { get; init; } = 1600;

    /// <summary>How long nothing may come before what is missing counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
