namespace Gmqtt.Chaos.Brokers;

/// <summary>How gmqttd is started.</summary>
internal sealed record GmqttdOptions
{
    /// <summary>What is in the [persistence] table.</summary>
    public required string Persistence { get; init; }

    /// <summary>Other tables, below those that every run has.</summary>
    public string Tables { get; init; } = "";

    /// <summary>The program; null for the one that was built with this harness.</summary>
    public string? Program { get; init; }

    /// <summary>Variables it gets beside ours.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
