using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.PersistenceOptions>;
using R = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Host.Configuration.Options.RedisOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[persistence]</c> table.</summary>
internal static class PersistenceSection
{
    private const string NoPool = "gone: one connection carries all requests at once, there is no pool to size; remove the line";

    private static readonly ChoiceKind<StoreType> Type = new(("memory", StoreType.Memory), ("disk", StoreType.Disk), ("redis", StoreType.Redis));

    private static readonly Section<RedisOptions> Redis = new(() => new RedisOptions(), [.. Gmqtts(), .. Ours()])
    {
        Gone = new Dictionary<string, string> { ["max_idle"] = NoPool, ["max_active"] = NoPool, ["idle_timeout"] = NoPool },
    };

    public static readonly Section<PersistenceOptions> Rows = new(
        () => new PersistenceOptions(),
        K.Of("type", Type, o => o.Type, (o, v) => o with { Type = v }, Reload.Restart,
            "Where sessions with their queues, retained messages and wills are kept. memory: in the process, and gone with it. disk: in data_dir, nothing to install. "
            + "redis: on a Redis server. With disk and redis an acknowledgement is sent when what it acknowledges is stored."),
        K.Optional("data_dir", new TextKind("a path", NotEmpty), o => o.DataDir, (o, v) => o with { DataDir = v }, Reload.Restart, "\"/var/lib/gmqtt/store\"",
            "The directory of the disk store, made when it is not there. One broker at a time. Left out: gmqtt-data beside the executable."),
        K.Of("durability", new DurabilityKind(), o => o.Durability, (o, v) => o with { Durability = v }, Reload.Restart,
            "What an acknowledgement of the disk store is worth. group: on disk, many share one wait for it; a power cut loses nothing. always: on disk at once, slower. "
            + "interval: a power cut may lose what came within it. os: a power cut may lose what the system had not written. A crash of the broker alone loses nothing in any."),
        new TableOf<PersistenceOptions, RedisOptions>("redis", Redis, o => o.Redis, (o, v) => o with { Redis = v }, "The Redis server (6.2 or later)."));

    private static Member<RedisOptions>[] Gmqtts() =>
    [
        R.Of("addr", new TextKind("host:port, several with commas", NotEmpty), o => o.Addr, (o, v) => o with { Addr = v }, Reload.Restart,
            "The server; of Sentinel or Cluster several."),
        R.Of("password", new TextKind(), o => o.Password, (o, v) => o with { Password = v }, Reload.Restart, "Its password; better in password_file."),
        R.Of("database", new IntegerKind(0, 65_535), o => o.Database, (o, v) => o with { Database = (int)v }, Reload.Restart, "The number of the database; 0 with Cluster."),
    ];

    private static Member<RedisOptions>[] Ours() =>
    [
        R.Optional("password_file", new TextKind("a path"), o => o.PasswordFile, (o, v) => o with { PasswordFile = v }, Reload.Restart, "\"redis-password\"",
            "A file whose first line is the password."),
        R.Optional("user", new TextKind(), o => o.User, (o, v) => o with { User = v }, Reload.Restart, "\"gmqtt\"", "The ACL user. Left out: the default one."),
        R.Of("key_prefix", new TextKind("a string", NotEmpty), o => o.KeyPrefix, (o, v) => o with { KeyPrefix = v }, Reload.Restart,
            "What every key begins with. Brokers that share a Redis need one each."),
        R.Optional("sentinel_service", new TextKind(), o => o.SentinelService, (o, v) => o with { SentinelService = v }, Reload.Restart, "\"mymaster\"",
            "The name by which Sentinels know the primary. Left out: addr is the server itself."),
        R.Of("tls", new BoolKind(), o => o.Tls, (o, v) => o with { Tls = v }, Reload.Restart, "Whether the connection is encrypted."),
        R.Optional("tls_ca_file", new TextKind("a path"), o => o.TlsCaFile, (o, v) => o with { TlsCaFile = v }, Reload.Restart, "\"redis-ca.pem\"",
            "Who signed the server's certificate. Left out: the authorities that the machine trusts."),
        R.Of("command_timeout", new DurationKind(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)), o => o.CommandTimeout, (o, v) => o with { CommandTimeout = v },
            Reload.Restart, "How long a command may take before it is asked again."),
        R.Of("wait_replicas", new IntegerKind(0, 100), o => o.WaitReplicas, (o, v) => o with { WaitReplicas = (int)v }, Reload.Restart,
            "How many replicas must have a commit before it is acknowledged. With 0 a failover of Redis may lose what was acknowledged last."),
        R.Of("lease", new DurationKind(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), o => o.Lease, (o, v) => o with { Lease = v }, Reload.Restart,
            "How long a broker that has vanished keeps another from taking its state over."),
    ];

    private static string? NotEmpty(string text) => text.Length == 0 ? "it is empty" : null;
}
