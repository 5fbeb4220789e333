namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[persistence]</c> table.</summary>
internal sealed record PersistenceOptions
{
    public StoreType Type { get; init; } = StoreType.Memory;

    public RedisOptions Redis { get; init; } = new();
}
