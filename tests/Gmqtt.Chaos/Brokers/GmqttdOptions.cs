namespace Gmqtt.Chaos.Brokers;

/// <summary>How gmqttd is started.</summary>
internal sealed record GmqttdOptions
{
    /// <summary>Queues that are not full before the disk is: a message that a bound dropped would look lost.</summary>
    internal const string Unbounded =
        """
        session_expiry = "30d"
        message_expiry = "0s"
        inflight_expiry = "0s"
        max_queued_messages = 10000000
        max_queued_bytes = "16GiB"
        """;

    /// <summary>What is in the [persistence] table.</summary>
    public required string Persistence { get; init; }

    /// <summary>Other tables, below those that every run has.</summary>
    public string Tables { get; init; } = "";

    /// <summary>Whether its listener speaks TLS, with a certificate made for it.</summary>
    public bool IsTls { get; init; }

    /// <summary>The program; null for the one that was built with this harness.</summary>
    public string? Program { get; init; }

    /// <summary>Keys of the [mqtt] table; what is built in binds where they are left out.</summary>
    public string Mqtt { get; init; } = Unbounded;

    /// <summary>A control group to run in; null for ours.</summary>
    public string? ControlGroup { get; init; }

    /// <summary>A program that is given the broker's command line to run.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>Variables it gets beside ours.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
