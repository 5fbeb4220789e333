using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>What Redis and the way to it say, as the contract's exceptions, each with the sentence that helps.</summary>
internal static class RedisErrors
{
    internal static Exception From(Exception exception, string name) => exception switch
    {
        RedisTimeoutException => new StoreUnavailableException($"the {name} does not answer in time", exception),
        RedisServerException { Message: var said } when said.StartsWith("WRONGTYPE", StringComparison.Ordinal)
            => new StoreCorruptException($"the {name} has a key of another type under its prefix: {said}. Move it away, or give this broker a key_prefix of its own", exception),
        RedisServerException { Message: var said } when said.StartsWith("NOAUTH", StringComparison.Ordinal) || said.StartsWith("WRONGPASS", StringComparison.Ordinal)
            => new StoreUnavailableException($"the {name} refuses user or password: {said}", exception),
        RedisServerException => new StoreUnavailableException($"the {name} refuses to write or read: {exception.Message}", exception),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => new StoreUnavailableException($"the {name} refuses user or password", exception),
        RedisException => new StoreUnavailableException($"the {name} cannot be reached: {exception.Message}", exception),
        _ => exception,
    };

    internal static StoreCorruptException Corrupt(string name, RedisKey key, StoreTable table, ReadOnlySpan<byte> row, RecordException exception)
        => new($"the {name} cannot be read: key {key}, row {StoreKey.Describe(table, row)}: {exception.Message}. Delete that row to start without it", exception);
}
