using System.Text;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Stores.Tests;

/// <summary>One life of a broker, as far as a store sees it: opened, loaded, journaling until it is stopped.</summary>
internal sealed class Life : IAsyncDisposable
{
    private Life(IStore store, Journal journal, Loaded loaded)
    {
        Store = store;
        Journal = journal;
        Loaded = loaded;
    }

    internal IStore Store { get; }

    internal Journal Journal { get; }

    internal Loaded Loaded { get; }

    internal static async Task<Life> BeginAsync(Place place, JournalOptions? options = null)
    {
        var store = place.NewStore();
        try
        {
            var times = await store.OpenAsync(default);
            var loaded = new Loaded();
            await store.LoadAsync(loaded, default);
            var journal = new Journal(store, options ?? new JournalOptions { Gathering = TimeSpan.Zero }, TimeProvider.System, NullLogger.Instance);
            journal.Start(times);
            return new Life(store, journal, loaded);
        }
        catch (Exception)
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes changes and waits until they are committed.</summary>
    internal async Task DoAsync(Action<ChangeBatch> change, TimeSpan? patience = null)
    {
        await Journal.WhenCommittedAsync(Append(change)).WaitAsync(patience ?? TimeSpan.FromSeconds(30));
    }

    internal async Task<LoadedQueue> ReadAsync(ulong session, ulong after = 0, int most = int.MaxValue)
    {
        var queue = new LoadedQueue();
        await Store.ReadSessionAsync(session, after, most, queue, default);
        return queue;
    }

    /// <summary>A session with nothing special about it.</summary>
    internal async Task<ulong> SessionAsync(string clientId)
    {
        var session = Journal.NextId();
        await DoAsync(c => c.SessionSaved(session, new SessionRecord { ClientId = clientId, ExpirySeconds = 3600, MaxQueuedMessages = 1000, MaxInflight = 100 }));
        return session;
    }

    /// <summary>A message for some sessions, in one unit.</summary>
    /// <returns>The message's number and its position in each queue.</returns>
    internal async Task<(ulong MessageId, ulong[] Positions)> PublishAsync(string payload, params ulong[] sessions)
    {
        var id = Journal.NextId();
        var positions = sessions.Select(_ => Journal.NextId()).ToArray();
        await DoAsync(c =>
        {
            c.MessageAdded(id, Message("a/b", Encoding.UTF8.GetBytes(payload)));
            foreach (var (session, position) in sessions.Zip(positions)) c.Queued(Entry(session, position, id));
        });
        return (id, positions);
    }

    internal static QueueRecord Entry(ulong session, ulong position, ulong messageId)
        => new() { Session = session, Position = position, MessageId = messageId, QoS = QoS.AtLeastOnce, ExpiresAt = long.MaxValue };

    internal static MessageRecord Message(string topic, byte[] payload)
        => new() { Topic = Encoding.UTF8.GetBytes(topic), Payload = payload, QoS = QoS.AtLeastOnce, ArrivedAt = 1_700_000_000_000, PublisherId = "publisher" };

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Store.DisposeAsync();
    }

    private long Append(Action<ChangeBatch> change)
    {
        using var unit = Journal.Unit();
        using var writer = Journal.Write();
        change(writer.Changes);
        return writer.Ticket;
    }
}
