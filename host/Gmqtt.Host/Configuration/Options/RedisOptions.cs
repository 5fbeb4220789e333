namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[persistence.redis]</c> table. No store of this build reads it; the schema knows what became of gmqtt's keys.</summary>
internal sealed record RedisOptions;
