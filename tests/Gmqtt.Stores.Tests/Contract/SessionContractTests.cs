using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;
using Gmqtt.Mqtt;

namespace Gmqtt.Stores.Tests.Contract;

/// <summary>Sessions, what they are subscribed to and what they have received.</summary>
public abstract class SessionContractTests : StoreContractTests
{
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
}
