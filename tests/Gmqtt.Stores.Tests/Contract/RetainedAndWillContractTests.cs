using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Mqtt;

namespace Gmqtt.Stores.Tests.Contract;

/// <summary>What is kept for those who are yet to come.</summary>
public abstract class RetainedAndWillContractTests : StoreContractTests
{
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
}
