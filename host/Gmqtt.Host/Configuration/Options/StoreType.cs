namespace Gmqtt.Host.Configuration.Options;

/// <summary>Where sessions, queues and retained messages are kept.</summary>
internal enum StoreType
{
    /// <summary>In the process: gone with it.</summary>
    Memory,

    /// <summary>In a directory, by RocksDB.</summary>
    Disk,

    /// <summary>On a Redis server.</summary>
    Redis,
}
