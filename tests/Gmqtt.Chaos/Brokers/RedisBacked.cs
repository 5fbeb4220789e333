namespace Gmqtt.Chaos.Brokers;

/// <summary>gmqttd with the redis-server it keeps its state in.</summary>
internal sealed class RedisBacked(string directory, RedisChild redis, GmqttdOptions options) : GmqttdBroker(directory, options)
{
    internal RedisChild Redis => redis;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await redis.DisposeAsync();
    }
}
