using Gmqtt.Broker.Stores;

namespace Gmqtt.Stores.Disk;

/// <summary>Where a disk store lies, and when a commit counts as done.</summary>
public sealed record DiskStoreOptions
{
    /// <summary>The store's own directory; made when it is not there.</summary>
    public required string Directory { get; init; }

    /// <summary>What a power cut may take.</summary>
    public Durability Durability { get; init; } = Durability.Group;

    /// <summary>Memory for what is read often.</summary>
    public long CacheBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Memory for what is not in sorted files yet; the log on disk grows to four times that.</summary>
    public long WriteBufferBytes { get; init; } = 64 * 1024 * 1024;
}
