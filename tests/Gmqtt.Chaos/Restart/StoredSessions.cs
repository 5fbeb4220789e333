using System.Globalization;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Stores.Disk;
using Gmqtt.Stores.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Chaos.Restart;

/// <summary>Sessions with a subscription each, put into a store through the broker's own journal: as many clients would take many minutes.</summary>
internal sealed class StoredSessions(RestartOptions options, Action<string> say)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The store of a broker that does not run.</summary>
    internal static IStore Of(BrokerUnderTest broker, string directory) => broker is RedisBacked { Redis.Port: var port }
        ? new RedisStore(new RedisStoreOptions { Addresses = [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")] }, TimeProvider.System, NullLogger.Instance)
        : new DiskStore(new DiskStoreOptions { Directory = BrokerKind.DataIn(directory) }, TimeProvider.System);

    internal static string ClientId(int n) => $"client-{n}";

    internal string TopicFilter(int n) => options.IsCommon ? "fleet/all/commands/#" : $"fleet/{n}/commands/#";

    internal string TopicName(int n) => TopicFilter(n).Replace("#", "go", StringComparison.Ordinal);

    /// <summary>Fills a store that nobody has open.</summary>
    internal async Task FillAsync(IStore store)
    {
        await using (store)
        {
            var opened = await store.OpenAsync(CancellationToken.None);
            await using var journal = new Journal(store, new JournalOptions(), TimeProvider.System, NullLogger.Instance);
            journal.Start(opened);
            await journal.WhenCommittedAsync(await FillAsync(journal));
        }
    }

    private async Task<long> FillAsync(Journal journal)
    {
        long ticket = 0;
        var told = TimeProvider.System.GetTimestamp();
        for (var n = 0; n < options.Sessions; n++)
        {
            if (journal.IsFull) await journal.RoomAsync();
            ticket = Add(journal, n);
            if (TimeProvider.System.GetElapsedTime(told) < Pause) continue;
            told = TimeProvider.System.GetTimestamp();
            say($"{n:N0} of {options.Sessions:N0} sessions are stored");
        }

        return ticket;
    }

    private long Add(Journal journal, int n)
    {
        using var unit = journal.Unit();
        using var writer = journal.Write();
        var session = journal.NextId();
        writer.Changes.SessionSaved(session, new SessionRecord
        {
            ClientId = ClientId(n),
            ExpirySeconds = 86_400,
            DisconnectedAt = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            MaxQueuedMessages = 1000,
            MaxInflight = 100,
        });
        writer.Changes.Subscribed(session, new Subscription { TopicFilter = TopicFilter(n), QoS = QoS.AtLeastOnce });
        return writer.Ticket;
    }
}
