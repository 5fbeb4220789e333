namespace Gmqtt.Chaos.Storms;

/// <summary>A storm of take-overs.</summary>
internal sealed record TakeoverOptions
{
    /// <summary>How long one client after the other takes over, with traffic.</summary>
    public TimeSpan InTurn { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many connect at once.</summary>
    public int AtOnce { get; init; } = 200;

    /// <summary>How often they do.</summary>
    public int Rounds { get; init; } = 20;

    public int Seed { get; init; } = 1;
}
