namespace Gmqtt.Stores.Redis;

/// <summary>How Redis is reached. Names follow gmqtt's <c>[persistence.redis]</c> where it has one.</summary>
public sealed record RedisStoreOptions
{
    /// <summary><c>host:port</c>, several for Sentinel or Cluster.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = ["127.0.0.1:6379"];

    /// <summary>ACL user, or null for the default one.</summary>
    public string? User { get; init; }

    /// <summary>Password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>Database number; 0 with Cluster.</summary>
    public int Database { get; init; }

    /// <summary>Begins every key. Brokers that share a Redis need one each.</summary>
    public string KeyPrefix { get; init; } = "gmqtt";

    /// <summary>The name under which Sentinels know the primary; null without Sentinel.</summary>
    public string? SentinelService { get; init; }

    /// <summary>Speaks TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the authority that signed the server's certificate; null for the machine's own.</summary>
    public string? TlsCaFile { get; init; }

    /// <summary>How long a command may take before its outcome counts as unknown.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many replicas must have a commit before it counts as done; 0 for none.</summary>
    public int WaitReplicas { get; init; }

    /// <summary>How long a broker that has vanished keeps the next from starting, unless that is on the same machine and sees that it is gone.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);
}
