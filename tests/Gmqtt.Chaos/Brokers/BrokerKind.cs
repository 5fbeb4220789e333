namespace Gmqtt.Chaos.Brokers;

/// <summary>What can be put to the test.</summary>
internal static class BrokerKind
{
    internal const string Disk = "gmqtt-disk", Redis = "gmqtt-redis", Memory = "gmqtt-memory", Mosquitto = "mosquitto", Early = "gmqtt-early";

    internal static readonly string[] All = [Disk, Redis, Memory, Early, Mosquitto];

    /// <summary>Makes a broker whose state lies in a directory; for Redis, a server of its own runs beside it.</summary>
    /// <param name="kind">One of <see cref="All"/>.</param>
    /// <param name="directory">For its state and its log.</param>
    /// <param name="program">The gmqttd to start; null for the one built with this harness.</param>
    /// <param name="environment">Variables for it.</param>
    internal static async Task<BrokerUnderTest> MakeAsync(string kind, string directory, string? program = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        GmqttdOptions Options(string persistence) => new() { Persistence = persistence, Program = program, Environment = environment ?? new Dictionary<string, string>() };
        switch (kind)
        {
            case Mosquitto:
                return new MosquittoBroker(directory);
            case Early:
                return new EarlyBroker(directory);
            case Redis:
                var redis = new RedisChild(directory);
                await redis.StartAsync();
                return new RedisBacked(directory, redis, Options($"type = \"redis\"\n[persistence.redis]\naddr = \"127.0.0.1:{redis.Port}\""));
            default:
                return new GmqttdBroker(directory, Options(kind == Disk ? DiskIn(DataIn(directory)) : "type = \"memory\""));
        }
    }

    /// <summary>Where the disk store of a broker lies.</summary>
    internal static string DataIn(string directory) => Path.Combine(directory, "data");

    /// <summary>The [persistence] table of a disk store.</summary>
    /// <param name="data">Where it lies.</param>
    /// <param name="durability">What an acknowledgement is worth; what is built in, where left out.</param>
    internal static string DiskIn(string data, string? durability = null)
        => $"type = \"disk\"\ndata_dir = \"{data}\"{(durability is null ? "" : $"\ndurability = \"{durability}\"")}";
}
