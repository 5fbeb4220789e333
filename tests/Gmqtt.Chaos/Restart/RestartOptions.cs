namespace Gmqtt.Chaos.Restart;

/// <summary>What a broker finds when it starts, and how long it may take.</summary>
internal sealed record RestartOptions
{
    /// <summary>Sessions that nobody is connected to.</summary>
    public int Sessions { get; init; } = 1_000_000;

    /// <summary>Whether all are subscribed to one filter instead of one each.</summary>
    public bool IsCommon { get; init; }

    /// <summary>From the start of the process to its first listener.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(15);
}
