using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>Which part of a buffer may leave, ticket by ticket.</summary>
public sealed class HeldBytesTests : IAsyncDisposable
{
    private readonly MortalStore _store = new(new RamPlace().NewStore());
    private readonly Journal _journal;

    public HeldBytesTests() => _journal = new Journal(_store, new JournalOptions { Gathering = TimeSpan.Zero }, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task The_front_leaves_as_tickets_are_committed()
    {
        await _store.OpenAsync(default);
        _journal.Start(1);
        _store.Hold();
        var held = new HeldBytes(_journal);
        Assert.Equal(100, held.Free(100));
        var first = Append();
        held.Hold(100, first);
        Assert.Equal(100, held.Free(300));
        held.Left(100);
        Assert.Equal(0, held.Free(200));
        await Testing.TestBroker.UntilAsync(() => Append() > first); // the first batch is on its way, another gathers
        held.Hold(200, first + 1);
        _store.LetGo();
        await _journal.WhenCommittedAsync(first);
        _store.Hold();
        Assert.True(held.Free(300) >= 200);
        _store.LetGo();
        await _journal.WhenCommittedAsync(Append());
        Assert.Equal(300, held.Free(300));
    }

    [Fact]
    public void A_committed_ticket_and_none_hold_nothing()
    {
        var held = new HeldBytes(_journal);
        held.Hold(0, 0);
        Assert.Equal(50, held.Free(50));
    }

    public async ValueTask DisposeAsync()
    {
        _store.LetGo();
        await _journal.DisposeAsync();
    }

    private long Append()
    {
        using var writer = _journal.Write();
        writer.Changes.Unsubscribed(1, "x");
        return writer.Ticket;
    }
}
