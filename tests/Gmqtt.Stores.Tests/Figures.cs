using System.Diagnostics;
using System.Globalization;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;

namespace Gmqtt.Stores.Tests;

/// <summary>What a store does in a second, printed. Small by default; GMQTT_STORE_SECONDS and GMQTT_STORE_SESSIONS make it tell.</summary>
internal static class Figures
{
    private static double Seconds => double.Parse(Environment.GetEnvironmentVariable("GMQTT_STORE_SECONDS") ?? "0.3", CultureInfo.InvariantCulture);

    private static int Sessions => int.Parse(Environment.GetEnvironmentVariable("GMQTT_STORE_SESSIONS") ?? "2000", CultureInfo.InvariantCulture);

    /// <summary>Publishers of 256-byte messages, each with so many unacknowledged; every message is queued and, a window later, completed.</summary>
    /// <returns>Durable messages a second.</returns>
    internal static async Task<string> PublishAsync(Place place, int publishers, int window, bool gathers)
    {
        await using var life = await Life.BeginAsync(place, gathers ? new JournalOptions() : null);
        var sessions = new ulong[publishers];
        for (var i = 0; i < publishers; i++) sessions[i] = await life.SessionAsync($"c{i}");
        var deadline = Stopwatch.GetTimestamp() + (long)(Seconds * Stopwatch.Frequency);
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(sessions.Select(s => Task.Run(() => PublishAsync(life.Journal, s, window, deadline))));
        var messages = counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{publishers} publishers x window {window}: {messages:F0} durable messages/s (in and out), {life.Journal.CommittedUpTo / Stopwatch.GetElapsedTime(start).TotalSeconds:F0} commits/s");
    }

    /// <summary>Sessions with a subscription each, and a queue for every tenth: how long a start takes, and that only what a start needs is read.</summary>
    internal static async Task<string> LoadAsync(Place place)
    {
        await using (var life = await Life.BeginAsync(place))
        {
            long ticket = 0;
            for (var i = 0; i < Sessions; i++)
            {
                if (life.Journal.IsFull) await life.Journal.RoomAsync();
                ticket = Fill(life.Journal, i);
            }

            await life.Journal.WhenCommittedAsync(ticket);
        }

        await using var store = place.NewStore();
        var start = Stopwatch.GetTimestamp();
        await store.OpenAsync(default);
        var opened = Stopwatch.GetElapsedTime(start);
        var counter = new Counting();
        var before = GC.GetTotalAllocatedBytes(true);
        await store.LoadAsync(counter, default);
        var taken = Stopwatch.GetElapsedTime(start);
        Assert.Equal((Sessions, Sessions), (counter.Sessions, counter.Subscriptions));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Sessions} sessions with a subscription each: open {opened.TotalSeconds:F2} s, open and load {taken.TotalSeconds:F2} s, {(GC.GetTotalAllocatedBytes(true) - before) / Sessions} bytes allocated a session");
    }

    private static long Fill(Journal journal, int i)
    {
        using var unit = journal.Unit();
        using var writer = journal.Write();
        var session = journal.NextId();
        writer.Changes.SessionSaved(session, new SessionRecord { ClientId = $"client-{i}", ExpirySeconds = 3600, DisconnectedAt = 1_700_000_000_000, MaxQueuedMessages = 1000 });
        writer.Changes.Subscribed(session, new Subscription { TopicFilter = $"fleet/{i}/commands/#" });
        if (i % 10 == 0) Publish(writer.Changes, journal, session, journal.NextId());
        return writer.Ticket;
    }

    private static async Task<long> PublishAsync(Journal journal, ulong session, int window, long deadline)
    {
        long count = 0;
        var before = new ulong[window];
        while (Stopwatch.GetTimestamp() < deadline)
        {
            await journal.WhenCommittedAsync(Window(journal, session, before));
            count += window;
        }

        return count;
    }

    private static long Window(Journal journal, ulong session, ulong[] before)
    {
        long ticket = 0;
        for (var i = 0; i < before.Length; i++)
        {
            var position = journal.NextId();
            using (journal.Unit())
            {
                using var writer = journal.Write();
                if (before[i] != 0) writer.Changes.Completed(session, before[i], before[i], isMarked: false);
                Publish(writer.Changes, journal, session, position);
                ticket = writer.Ticket;
            }

            before[i] = position;
        }

        return ticket;
    }

    private static readonly byte[] Payload = new byte[256];

    private static void Publish(ChangeBatch changes, Journal journal, ulong session, ulong position)
    {
        changes.MessageAdded(position, Life.Message("fleet/7/position", Payload));
        changes.Queued(Life.Entry(session, position, position));
    }

    private sealed class Counting : IStateVisitor
    {
        internal int Sessions { get; private set; }

        internal int Subscriptions { get; private set; }

        public void Session(ulong session, SessionRecord record) => Sessions++;

        public void Subscription(ulong session, Subscription subscription) => Subscriptions++;

        public void Will(ulong session, in WillRecord will)
        {
        }

        public void Retained(in MessageRecord message)
        {
        }
    }
}
