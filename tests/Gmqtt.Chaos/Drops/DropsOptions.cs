using Gmqtt.Chaos.Brokers;

namespace Gmqtt.Chaos.Drops;

/// <summary>A run with packets that do not arrive; it is handed to the process that lives in a network of its own.</summary>
internal sealed record DropsOptions
{
    /// <summary>For the broker's state and log.</summary>
    public required string Place { get; init; }

    /// <summary>One of <see cref="BrokerKind.All"/>.</summary>
    public string Broker { get; init; } = BrokerKind.Disk;

    /// <summary>The gmqttd to start; null for the one built with this harness.</summary>
    public string? Program { get; init; }

    /// <summary>Variables for the broker.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long packets get lost.</summary>
    public TimeSpan Lossy { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many of a hundred.</summary>
    public int Percent { get; init; } = 20;

    /// <summary>Of those who fall silent, in seconds.</summary>
    public int KeepAlive { get; init; } = 4;

    /// <summary>How long after one and a half times Keep Alive a connection may end.</summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where all randomness but the kernel's comes from.</summary>
    public int Seed { get; init; }

    /// <summary>No rule is set: nothing is dropped, and that has to be seen.</summary>
    public bool IsDry { get; init; }
}
