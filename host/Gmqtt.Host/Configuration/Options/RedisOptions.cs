namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[persistence.redis]</c> table, gmqtt's keys first.</summary>
internal sealed record RedisOptions
{
    public string Addr { get; init; } = "127.0.0.1:6379";

    public string Password { get; init; } = "";

    public int Database { get; init; }

    public string? PasswordFile { get; init; }

    public string? User { get; init; }

    public string KeyPrefix { get; init; } = "gmqtt";

    public string? SentinelService { get; init; }

    public bool Tls { get; init; }

    public string? TlsCaFile { get; init; }

    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(2);

    public int WaitReplicas { get; init; }

    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);
}
