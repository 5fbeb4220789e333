using Gmqtt.Broker.Stores;

namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[persistence]</c> table.</summary>
internal sealed record PersistenceOptions
{
    public StoreType Type { get; init; } = StoreType.Memory;

    /// <summary>The disk store's directory; null for <c>gmqtt-data</c> beside the executable.</summary>
    public string? DataDir { get; init; }

    /// <summary>The disk store's promise.</summary>
    public Durability Durability { get; init; } = Durability.Group;

    public RedisOptions Redis { get; init; } = new();
}
