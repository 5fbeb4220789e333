namespace Gmqtt.Chaos.Power;

/// <summary>A run of power failures.</summary>
internal sealed record PowerOptions
{
    /// <summary>How many images.</summary>
    public int Images { get; init; } = 50;

    /// <summary>All randomness comes from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Messages a second of all publishers.</summary>
    public int Rate { get; init; } = 1600;

    /// <summary>How long nothing may come before what is missing counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of the disk.</summary>
    public long Size { get; init; } = 1L << 30;
}
