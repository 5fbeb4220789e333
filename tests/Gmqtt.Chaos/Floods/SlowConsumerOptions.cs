namespace Gmqtt.Chaos.Floods;

/// <summary>Subscribers that stop reading.</summary>
internal sealed record SlowConsumerOptions
{
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many stop reading.</summary>
    public int Stuck { get; init; } = 5;

    /// <summary>How many go on.</summary>
    public int Normal { get; init; } = 10;

    /// <summary>Messages of 4 KiB a second.</summary>
    public int Rate { get; init; } = 600;

    public int Seed { get; init; } = 1;
}
