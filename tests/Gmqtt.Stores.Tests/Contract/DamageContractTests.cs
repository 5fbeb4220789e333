using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;

namespace Gmqtt.Stores.Tests.Contract;

/// <summary>A value that is not what was written is refused with its place; it is never taken for something else.</summary>
public abstract class DamageContractTests : StoreContractTests
{
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
