using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Schema;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[persistence]</c> table.</summary>
internal static class PersistenceSection
{
    private const string NoPool = "gone: one connection carries all requests at once, there is no pool to size; remove the line";

    private static readonly Section<RedisOptions> Redis = new(() => new RedisOptions())
    {
        Gone = new Dictionary<string, string> { ["max_idle"] = NoPool, ["max_active"] = NoPool, ["idle_timeout"] = NoPool },
    };

    public static readonly Section<PersistenceOptions> Rows = new(
        () => new PersistenceOptions(),
        Keys<PersistenceOptions>.Of("type", new ChoiceKind<StoreType>(("memory", StoreType.Memory)), o => o.Type, (o, v) => o with { Type = v }, Reload.Restart,
            "memory: in the process, and gone with it."),
        new TableOf<PersistenceOptions, RedisOptions>("redis", Redis, o => o.Redis, (o, v) => o with { Redis = v }, "The Redis server."));
}
