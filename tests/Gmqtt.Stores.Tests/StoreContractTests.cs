using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Stores.Tests;

/// <summary>What every store owes: each kind of change is there after a restart, exactly as it was made.</summary>
public abstract class StoreContractTests
{
    protected abstract Place NewPlace();

    [Fact]
    public async Task A_session_is_there_after_a_restart_with_all_that_was_said_of_it()
    {
        await using var place = NewPlace();
        var saved = new SessionRecord
        {
            ClientId = "sensor/Ä \u0001\u0000/:7",
            Username = "",
            ExpirySeconds = uint.MaxValue,
            ConnectedAt = 1,
            DisconnectedAt = long.MaxValue,
            MaxQueuedMessages = int.MaxValue,
            MaxInflight = ushort.MaxValue,
        };
        ulong number;
        await using (var life = await Life.BeginAsync(place))
        {
            number = life.Journal.NextId();
            await life.DoAsync(c => c.SessionSaved(number, saved with { Username = "before", DisconnectedAt = 0 }));
            await life.DoAsync(c => c.SessionSaved(number, saved));
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal(saved, Assert.Single(next.Loaded.Sessions).Value);
        Assert.Equal(number, next.Loaded.Sessions.Keys.Single());
        Assert.True(next.Journal.NextId() > number, "numbers are never given twice");
    }

    [Fact]
    public async Task A_subscription_keeps_all_its_options()
    {
        await using var place = NewPlace();
        var subscriptions = new[]
        {
            new Subscription { TopicFilter = "a/+/#", QoS = QoS.ExactlyOnce, NoLocal = true, RetainAsPublished = true, RetainHandling = RetainHandling.DoNotSend, SubscriptionId = 268_435_455 },
            new Subscription { TopicFilter = "#", QoS = QoS.AtMostOnce, RetainHandling = RetainHandling.SendIfNew },
            new Subscription { TopicFilter = "x/y", ShareName = "gruppe-ä", QoS = QoS.AtLeastOnce },
            new Subscription { TopicFilter = "x/y", QoS = QoS.AtLeastOnce },
            new Subscription { TopicFilter = new string('t', 65_500) },
        };
        await using (var life = await Life.BeginAsync(place))
        {
            var session = await life.SessionAsync("c");
            await life.DoAsync(c => c.Subscribed(session, subscriptions[0] with { QoS = QoS.AtMostOnce }));
            await life.DoAsync(c => Array.ForEach(subscriptions, s => c.Subscribed(session, s)));
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal(subscriptions.OrderBy(s => s.FullTopicFilter), next.Loaded.Subscriptions.Select(s => s.Subscription).OrderBy(s => s.FullTopicFilter));
    }

    [Fact]
    public async Task An_unsubscribed_filter_does_not_come_back()
    {
        await using var place = NewPlace();
        await using (var life = await Life.BeginAsync(place))
        {
            var session = await life.SessionAsync("c");
            await life.DoAsync(c => c.Subscribed(session, new Subscription { TopicFilter = "a/b" }));
            await life.DoAsync(c => c.Subscribed(session, new Subscription { TopicFilter = "a/b/c" }));
            await life.DoAsync(c => c.Unsubscribed(session, "a/b"));
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal("a/b/c", Assert.Single(next.Loaded.Subscriptions).Subscription.TopicFilter);
    }

    [Fact]
    public async Task Client_identifiers_that_look_like_keys_stay_apart()
    {
        // "bus1" lost its leading letters elsewhere, and "a" could read the queue of "a:queue".
        var names = new[] { "bus1", "1", "sub:1", "a", "a:queue", "a_meta", "{a}", "*", "?", "a\0", "session:a", new string('x', 65_535), "ab", "\u00e4" };
        await using var place = NewPlace();
        await using (var life = await Life.BeginAsync(place))
        {
            foreach (var name in names)
            {
                var session = await life.SessionAsync(name);
                await life.DoAsync(c => c.Subscribed(session, new Subscription { TopicFilter = "of/" + name[..Math.Min(10, name.Length)].Replace('\0', '0') }));
                await life.PublishAsync("for " + name, session);
            }
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal(names.Order(StringComparer.Ordinal), next.Loaded.Sessions.Values.Select(s => s.ClientId).Order(StringComparer.Ordinal));
        foreach (var (session, record) in next.Loaded.Sessions)
        {
            Assert.Equal("for " + record.ClientId, Assert.Single((await next.ReadAsync(session)).Payloads));
            Assert.Single(next.Loaded.Subscriptions, s => s.Session == session);
        }
    }

    [Fact]
    public async Task Received_identifiers_are_there_after_a_restart_so_that_a_duplicate_is_not_delivered_twice()
    {
        await using var place = NewPlace();
        ulong session, other;
        await using (var life = await Life.BeginAsync(place))
        {
            session = await life.SessionAsync("c");
            other = await life.SessionAsync("d");
            await life.DoAsync(c =>
            {
                c.ReceivedAdded(session, 1);
                c.ReceivedAdded(session, ushort.MaxValue);
                c.ReceivedAdded(session, 7);
                c.ReceivedAdded(other, 7);
            });
            await life.DoAsync(c => c.ReceivedRemoved(session, 7));
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal(new ushort[] { 1, ushort.MaxValue }, (await next.ReadAsync(session)).ReceivedIds.Order());
        Assert.Equal(7, Assert.Single((await next.ReadAsync(other)).ReceivedIds));
    }

    [Fact]
    public async Task Retained_messages_are_there_after_a_restart_until_they_are_cleared()
    {
        await using var place = NewPlace();
        await using (var life = await Life.BeginAsync(place))
        {
            await life.DoAsync(c =>
            {
                c.RetainedSet(Life.Message("a", "old"u8.ToArray()));
                c.RetainedSet(Life.Message("a/b", "b"u8.ToArray()));
                c.RetainedSet(Life.Message(new string('t', 65_535), "long"u8.ToArray()));
            });
            await life.DoAsync(c =>
            {
                c.RetainedSet(new MessageRecord
                {
                    Topic = "a"u8,
                    Payload = "new"u8,
                    Properties = [1, 1],
                    QoS = QoS.ExactlyOnce,
                    Retain = true,
                    ExpiryInterval = 0,
                    ArrivedAt = -5,
                    PublisherId = "p",
                });
                c.RetainedCleared("a/b");
                c.RetainedCleared("never set");
            });
        }

        await using var next = await Life.BeginAsync(place);
        Assert.Equal(["a", new string('t', 65_535)], next.Loaded.Retained.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new LoadedMessage("a", "6E6577", "0101", QoS.ExactlyOnce, true, 0, -5, "p"), next.Loaded.Retained["a"]);
    }

    [Fact]
    public async Task A_will_waits_through_a_restart_with_its_time()
    {
        await using var place = NewPlace();
        ulong first, second;
        await using (var life = await Life.BeginAsync(place))
        {
            first = await life.SessionAsync("c");
            second = await life.SessionAsync("d");
            await life.DoAsync(c =>
            {
                c.WillScheduled(first, new WillRecord { DelaySeconds = 30, Message = Life.Message("will/c", "gone"u8.ToArray()) });
                c.WillScheduled(second, new WillRecord { Message = Life.Message("will/d", []) });
            });
            await life.DoAsync(c =>
            {
                c.WillScheduled(first, new WillRecord { DueAt = 1_800_000_000_000, DelaySeconds = 30, Message = Life.Message("will/c", "gone"u8.ToArray()) });
                c.WillCancelled(second);
            });
        }

        await using var next = await Life.BeginAsync(place);
        var (dueAt, delay, message) = Assert.Single(next.Loaded.Wills, w => w.Key == first).Value;
        Assert.Equal((1_800_000_000_000, 30u, "will/c"), (dueAt, delay, message.Topic));
        Assert.Single(next.Loaded.Wills);
    }

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
    public async Task A_session_that_ended_leaves_nothing_and_its_successor_starts_empty()
    {
        await using var place = NewPlace();
        ulong second;
        await using (var life = await Life.BeginAsync(place))
        {
            var first = await life.SessionAsync("c");
            await life.PublishAsync("old", first);
            var (_, positions) = await life.PublishAsync("old", first);
            second = life.Journal.NextId();
            var (id, position) = (life.Journal.NextId(), life.Journal.NextId());
            await life.DoAsync(c =>
            {
                c.Subscribed(first, new Subscription { TopicFilter = "a" });
                c.ReceivedAdded(first, 3);
                c.Sent(first, positions[0], 1, 1);
                c.WillScheduled(first, new WillRecord { Message = Life.Message("w", []) });
                c.MessageAdded(id, Life.Message("t", "queued and ended in one batch"u8.ToArray()));
                c.Queued(Life.Entry(first, position, id));
                c.Unsubscribed(first, "a");
                c.SessionRemoved(first);
                c.SessionSaved(second, new SessionRecord { ClientId = "c" });
            });
        }

        foreach (var table in new[] { StoreTable.Queue, StoreTable.Flight, StoreTable.Received, StoreTable.Will, StoreTable.Subscription, StoreTable.Message, StoreTable.Holders })
            Assert.Equal(0, await place.CountAsync(table));
        await using var next = await Life.BeginAsync(place);
        Assert.Equal(second, Assert.Single(next.Loaded.Sessions).Key);
        Assert.Empty((await next.ReadAsync(second)).Entries);
    }

    [Fact]
    public async Task An_empty_store_tells_nothing_and_a_session_it_does_not_know_has_nothing()
    {
        // Elsewhere a missing session was read as an empty one, which then had to end.
        await using var place = NewPlace();
        await using var life = await Life.BeginAsync(place);
        Assert.Empty(life.Loaded.Sessions);
        var queue = await life.ReadAsync(42);
        Assert.Empty(queue.Entries);
        Assert.Empty(queue.ReceivedIds);
    }

    [Theory]
    [InlineData(StoreTable.Session)]
    [InlineData(StoreTable.Subscription)]
    [InlineData(StoreTable.Will)]
    [InlineData(StoreTable.Retained)]
    [InlineData(StoreTable.Queue)]
    public async Task A_damaged_value_is_refused_with_its_place(StoreTable table)
    {
        await using var place = NewPlace();
        var session = await FillAsync(place);
        await place.DamageAsync(table, value => [.. value[..^1], (byte)(value[^1] ^ 1)]);
        var refused = await Assert.ThrowsAsync<StoreCorruptException>(() => LoadAllAsync(place, session));
        Assert.Contains("checksum", refused.Message, StringComparison.Ordinal);
        Assert.Contains(table == StoreTable.Retained ? "retained/topic" : $"{session:x}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_another_version_is_refused()
    {
        await using var place = NewPlace();
        var session = await FillAsync(place);
        await place.DamageAsync(StoreTable.Session, value => [9, .. value[1..]]);
        var refused = await Assert.ThrowsAsync<StoreCorruptException>(() => LoadAllAsync(place, session));
        Assert.Contains("version 9", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_cut_off_is_refused()
    {
        await using var place = NewPlace();
        var session = await FillAsync(place);
        await place.DamageAsync(StoreTable.Queue, value => value[..3]);
        await Assert.ThrowsAsync<StoreCorruptException>(() => LoadAllAsync(place, session));
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
                for (var i = 0; i < Messages; i++) await life.PublishAsync(i.ToString(System.Globalization.CultureInfo.InvariantCulture), session);
            })));
        }

        await using var next = await Life.BeginAsync(place);
        foreach (var session in sessions)
            Assert.Equal(Enumerable.Range(0, Messages).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), (await next.ReadAsync(session)).Payloads);
    }

    private static async Task<ulong> FillAsync(Place place)
    {
        await using var life = await Life.BeginAsync(place);
        var session = await life.SessionAsync("c");
        await life.PublishAsync("m", session);
        await life.DoAsync(c =>
        {
            c.Subscribed(session, new Subscription { TopicFilter = "a" });
            c.WillScheduled(session, new WillRecord { Message = Life.Message("w", "x"u8.ToArray()) });
            c.RetainedSet(Life.Message("retained/topic", "x"u8.ToArray()));
        });
        return session;
    }

    private static async Task LoadAllAsync(Place place, ulong session)
    {
        await using var life = await Life.BeginAsync(place);
        await life.ReadAsync(session);
    }
}
