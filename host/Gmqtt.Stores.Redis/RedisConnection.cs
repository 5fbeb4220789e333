using StackExchange.Redis;

namespace Gmqtt.Stores.Redis;

/// <summary>How the client library is told to behave: no command waits in a queue while Redis is away, and none counts as done before it is answered.</summary>
internal static class RedisConnection
{
    internal static ConfigurationOptions Configure(RedisStoreOptions options)
    {
        var configuration = new ConfigurationOptions
        {
            User = options.User,
            Password = options.Password,
            ServiceName = options.SentinelService,
            Ssl = options.Tls,
            AbortOnConnectFail = true, // the first time; afterwards it reconnects by itself
            ConnectRetry = 3, // both may start together
            ConnectTimeout = (int)options.CommandTimeout.TotalMilliseconds,
            AsyncTimeout = (int)options.CommandTimeout.TotalMilliseconds,
            SyncTimeout = (int)options.CommandTimeout.TotalMilliseconds,
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry(250),
            ClientName = "gmqttd",
            IncludeDetailInExceptions = false,
        };
        foreach (var address in options.Addresses) configuration.EndPoints.Add(address);
        if (options.TlsCaFile is { } file) configuration.TrustIssuer(file);
        return configuration;
    }
}
