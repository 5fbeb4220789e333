using System.Globalization;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Mqtt;

namespace Gmqtt.Stores.Tests.Contract;

/// <summary>Queues, what is in flight of them, and messages that many of them hold.</summary>
public abstract class QueueContractTests : StoreContractTests
{
    [Fact]
    public async Task A_large_payload_is_read_as_it_was_written()
    {
        // 70,000 bytes became 4,464 where lengths were kept in 16 bits.
        await using var place = NewPlace();
        var payload = new string('p', 70_000);
        ulong alone, together;
        await using (var life = await Life.BeginAsync(place))
        {
            alone = await life.SessionAsync("alone");
            together = await life.SessionAsync("together");
            await life.PublishAsync(payload, alone);
            await life.PublishAsync(payload + "2", alone, together);
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal([payload, payload + "2"], (await next.ReadAsync(alone)).Payloads);
        Assert.Equal([payload + "2"], (await next.ReadAsync(together)).Payloads);
    }

    [Fact]
    public async Task A_queue_keeps_its_order_its_flags_and_what_is_in_flight()
    {
        await using var place = NewPlace();
        ulong session;
        var positions = new List<ulong>();
        await using (var life = await Life.BeginAsync(place))
        {
            session = await life.SessionAsync("c");
            for (var i = 0; i < 5; i++) positions.Add((await life.PublishAsync($"m{i}", session)).Positions[0]);
            var (id, position) = (life.Journal.NextId(), life.Journal.NextId());
            positions.Add(position);
            await life.DoAsync(c =>
            {
                c.MessageAdded(id, Life.Message("t", "direct"u8.ToArray()));
                c.Queued(new QueueRecord
                {
                    Session = session,
                    Position = position,
                    MessageId = id,
                    QoS = QoS.ExactlyOnce,
                    Retain = true,
                    PacketId = 9,
                    Turn = 9,
                    ExpiresAt = 12345,
                    SubscriptionIds = new uint[] { 1, 268_435_455 },
                    SharedFilter = "$share/g/t",
                });
                c.Sent(session, positions[0], 1, 1);
                c.Sent(session, positions[1], 65_535, 65_535);
            });
            await life.DoAsync(c =>
            {
                c.Released(session, positions[1], 65_535, 65_535);
                c.Completed(session, positions[0], 0, isMarked: true);
                c.Completed(session, positions[3], 0, isMarked: false);
            });
        }

        await using var next = await Life.BeginAsync(place);
        var queue = await next.ReadAsync(session);
        Assert.Equal(["m1", "m2", "m4", "direct"], queue.Payloads);
        Assert.Equal([positions[1], positions[2], positions[4], positions[5]], queue.Entries.Select(e => e.Entry.Position));
        var (inFlight, waiting, direct) = (queue.Entries[0].Entry, queue.Entries[1].Entry, queue.Entries[3].Entry);
        Assert.Equal((65_535, 65_535u, true, true), (inFlight.PacketId, inFlight.Turn, inFlight.IsReleased, inFlight.IsMarked));
        Assert.Equal((0, 0u, false, false), (waiting.PacketId, waiting.Turn, waiting.IsReleased, waiting.IsMarked));
        Assert.Equal((9, 9u, false, false), (direct.PacketId, direct.Turn, direct.IsReleased, direct.IsMarked));
        Assert.Equal((QoS.ExactlyOnce, true, 12345, "$share/g/t"), (direct.QoS, direct.Retain, direct.ExpiresAt, direct.SharedFilter));
        Assert.Equal([1u, 268_435_455u], direct.SubscriptionIds.ToArray());
    }

    [Fact]
    public async Task A_queue_is_read_a_page_at_a_time()
    {
        await using var place = NewPlace();
        ulong session, neighbour;
        await using (var life = await Life.BeginAsync(place))
        {
            session = await life.SessionAsync("c");
            neighbour = await life.SessionAsync("d");
            for (var i = 0; i < 10; i++) await life.PublishAsync($"m{i}", session, neighbour);
        }

        await using var next = await Life.BeginAsync(place);
        var pages = new List<string>();
        ulong after = 0;
        bool more;
        do
        {
            var page = new LoadedQueue();
            more = await next.Store.ReadSessionAsync(session, after, 4, page, default);
            Assert.InRange(page.Entries.Count, 1, 4);
            pages.AddRange(page.Payloads);
            after = page.Entries[^1].Entry.Position;
        }
        while (more);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"m{i}"), pages);
        Assert.Empty((await next.ReadAsync(session, after)).Entries);
    }

    [Fact]
    public async Task A_message_for_many_is_kept_once_and_goes_with_the_last_that_holds_it()
    {
        await using var place = NewPlace();
        var sessions = new ulong[4];
        ulong[] positions;
        ulong message;
        await using (var life = await Life.BeginAsync(place))
        {
            for (var i = 0; i < sessions.Length; i++) sessions[i] = await life.SessionAsync($"c{i}");
            (message, positions) = await life.PublishAsync("shared", sessions);
            await life.DoAsync(c => c.Completed(sessions[0], positions[0], message, isMarked: false));
        }

        Assert.Equal(1, await place.CountAsync(StoreTable.Message));
        await using (var life = await Life.BeginAsync(place))
        {
            // The number comes from the queue now, not from memory; and one session ends with the message in its queue.
            var entry = Assert.Single((await life.ReadAsync(sessions[1])).Entries);
            Assert.Equal(message, entry.Entry.MessageId);
            Assert.Equal("shared", (await life.ReadAsync(sessions[3])).Payloads.Single());
            await life.DoAsync(c => c.Completed(sessions[1], positions[1], message, isMarked: false));
            await life.DoAsync(c => c.SessionRemoved(sessions[2]));
        }

        Assert.Equal((1, 1), (await place.CountAsync(StoreTable.Message), await place.CountAsync(StoreTable.Holders)));
        await using (var life = await Life.BeginAsync(place))
        {
            Assert.Equal("shared", (await life.ReadAsync(sessions[3])).Payloads.Single());
            await life.DoAsync(c => c.SessionRemoved(sessions[3]));
        }

        Assert.Equal((0, 0, 0), (await place.CountAsync(StoreTable.Message), await place.CountAsync(StoreTable.Holders), await place.CountAsync(StoreTable.Queue)));
    }

    [Fact]
    public async Task A_message_that_comes_and_goes_in_one_batch_leaves_nothing()
    {
        await using var place = NewPlace();
        await using (var life = await Life.BeginAsync(place))
        {
            var (a, b) = (await life.SessionAsync("a"), await life.SessionAsync("b"));
            var ids = Enumerable.Range(0, 6).Select(_ => life.Journal.NextId()).ToArray();
            await life.DoAsync(c =>
            {
                c.MessageAdded(ids[0], Life.Message("t", "for two"u8.ToArray()));
                c.Queued(Life.Entry(a, ids[1], ids[0]));
                c.Queued(Life.Entry(b, ids[2], ids[0]));
                c.MessageAdded(ids[3], Life.Message("t", "for one"u8.ToArray()));
                c.Queued(Life.Entry(a, ids[4], ids[3]));
                c.MessageAdded(ids[5], Life.Message("t", "for nobody"u8.ToArray()));
                c.Completed(a, ids[1], ids[0], isMarked: false);
                c.Completed(b, ids[2], ids[0], isMarked: false);
                c.Completed(a, ids[4], ids[3], isMarked: false);
            });
        }

        foreach (var table in new[] { StoreTable.Queue, StoreTable.Message, StoreTable.Holders }) Assert.Equal(0, await place.CountAsync(table));
    }

    [Fact]
    public async Task Many_at_once_are_all_committed_in_their_order()
    {
        await using var place = NewPlace();
        const int Publishers = 16, Messages = 50;
        var sessions = new ulong[Publishers];
        await using (var life = await Life.BeginAsync(place))
        {
            for (var i = 0; i < Publishers; i++) sessions[i] = await life.SessionAsync($"c{i}");
            await Task.WhenAll(sessions.Select(session => Task.Run(async () =>
            {
                for (var i = 0; i < Messages; i++) await life.PublishAsync(i.ToString(CultureInfo.InvariantCulture), session);
            })));
        }

        await using var next = await Life.BeginAsync(place);
        foreach (var session in sessions)
            Assert.Equal(Enumerable.Range(0, Messages).Select(i => i.ToString(CultureInfo.InvariantCulture)), (await next.ReadAsync(session)).Payloads);
    }
}
