using Gmqtt.Broker.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Stores.Tests;

/// <summary>The journal: order, groups, units, and what it does while its store fails.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    private readonly RamPlace _place = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RamStore _store;
    private readonly Journal _journal;

    public JournalTests()
    {
        _store = new RamStore(_place);
        _journal = new Journal(_store, new JournalOptions { MaxPendingBytes = 10_000, Gathering = TimeSpan.Zero }, _time, NullLogger.Instance);
        _journal.Start(1);
    }

    [Fact]
    public async Task No_ticket_completes_before_its_commit()
    {
        var (begun, commit) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.BeforeCommit = _ =>
        {
            begun.SetResult();
            return commit.Task;
        };
        var waiting = _journal.WhenCommittedAsync(Append(1));
        await begun.Task;
        Assert.False(waiting.IsCompleted);
        Assert.Equal(0, _journal.CommittedUpTo);
        commit.SetResult();
        await waiting;
        Assert.Equal(1, _journal.CommittedUpTo);
    }

    [Fact]
    public async Task What_gathers_during_a_commit_is_committed_together()
    {
        var (begun, commit) = (new TaskCompletionSource(), new TaskCompletionSource());
        _store.BeforeCommit = number =>
        {
            begun.TrySetResult();
            return number == 1 ? commit.Task : Task.CompletedTask;
        };
        Append(1);
        await begun.Task;
        for (ushort i = 2; i <= 10; i++) Append(i);
        var last = _journal.WhenCommittedAsync(Append(11));
        commit.SetResult();
        await last;
        Assert.Equal([1, 10], _store.CommitSizes);
    }

    [Fact]
    public async Task A_batch_waits_a_moment_for_those_that_came_last_time_and_for_nobody_else()
    {
        await using var place = new RamPlace();
        var store = new RamStore(place);
        await using var journal = new Journal(store, new JournalOptions { Gathering = TimeSpan.FromMinutes(1) }, _time, NullLogger.Instance);
        journal.Start(1);
        long ticket = 0;
        using (journal.Unit())
        {
            for (ushort i = 0; i < 8; i++) ticket = Append(journal, i);
        }

        await journal.WhenCommittedAsync(ticket);
        Assert.Equal([8], store.CommitSizes); // alone at first: nobody was waited for
        for (ushort i = 0; i < 7; i++) ticket = Append(journal, i);
        var waiting = journal.WhenCommittedAsync(ticket);
        Assert.False(waiting.IsCompleted);
        Append(journal, 7); // the eighth is here: no time has passed
        await waiting;
        Assert.Equal([8, 8], store.CommitSizes);
        ticket = Append(journal, 9);
        while (journal.CommittedUpTo < ticket)
        {
            _time.Advance(TimeSpan.FromMinutes(1)); // the others stayed away
            await Task.Yield();
        }

        Assert.Equal([8, 8, 1], store.CommitSizes);
    }

    [Fact]
    public async Task A_batch_is_never_cut_inside_a_unit()
    {
        // Each unit appends its two changes with others in between; a commit that has one without the other is the bug.
        var torn = 0;
        var sizes = new List<int>();
        _store.AfterCommit = _ =>
        {
            var ids = _place.Tables[StoreTable.Received].Keys.Select(k => k[7]).Where(id => id < 100).ToList();
            if (ids.GroupBy(id => id).Any(g => g.Count() % 2 != 0)) torn++;
            sizes.Add(ids.Count);
            return Task.CompletedTask;
        };
        await Task.WhenAll(Enumerable.Range(1, 8).Select(session => Task.Run(async () =>
        {
            for (ushort i = 0; i < 200; i += 2)
            {
                long ticket;
                using (_journal.Unit())
                {
                    Append(i, (ulong)session);
                    Thread.Yield();
                    ticket = Append((ushort)(i + 1), (ulong)session);
                }

                if (_journal.IsFull) await _journal.WhenCommittedAsync(ticket);
            }

            await _journal.WhenCommittedAsync(Append(1000, (ulong)session + 100));
        })));
        Assert.Equal(0, torn);
        Assert.True(sizes.Count > 1, "there was something to cut");
    }

    [Fact]
    public async Task A_failing_store_completes_nothing_and_is_asked_again_until_it_does()
    {
        var failures = 3;
        _store.BeforeCommit = _ => failures-- > 0 ? throw new StoreUnavailableException("disk full") : Task.CompletedTask;
        var waiting = _journal.WhenCommittedAsync(Append(1));
        while (_journal.Health.State != StoreState.Failing) await Task.Yield();
        Assert.Equal("disk full", _journal.Health.Sentence);
        Assert.False(waiting.IsCompleted);
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(StoreState.Healthy, _journal.Health.State);
        Assert.Equal([1, 1, 1, 1], _store.CommitSizes);
        Assert.Single(_place.Tables[StoreTable.Received]);
    }

    [Fact]
    public async Task A_commit_with_an_unknown_outcome_is_not_applied_twice()
    {
        var (a, b) = (_journal.NextId(), _journal.NextId());
        var (message, first, second) = (_journal.NextId(), _journal.NextId(), _journal.NextId());
        using (_journal.Unit())
        {
            using var writer = _journal.Write();
            writer.Changes.MessageAdded(message, Life.Message("t", "x"u8.ToArray()));
            writer.Changes.Queued(Life.Entry(a, first, message));
            writer.Changes.Queued(Life.Entry(b, second, message));
        }

        var failed = false;
        _store.AfterCommit = _ =>
        {
            if (failed) return Task.CompletedTask;
            failed = true;
            throw new StoreUnavailableException("the answer was lost");
        };
        long ticket;
        using (var writer = _journal.Write())
        {
            writer.Changes.Completed(a, first, message, isMarked: false);
            ticket = writer.Ticket;
        }

        var waiting = _journal.WhenCommittedAsync(ticket);
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Single(_place.Tables[StoreTable.Message]); // counted down once: the other queue still has it
    }

    [Fact]
    public async Task What_waits_for_a_failing_store_is_bounded_and_there_is_room_again_when_it_recovers()
    {
        var isBroken = true;
        _store.BeforeCommit = _ => isBroken ? throw new StoreUnavailableException("away") : Task.CompletedTask;
        ushort id = 0;
        while (!_journal.IsFull) Append(++id);
        Assert.InRange(_journal.PendingBytes, 10_000, 11_000);
        var room = _journal.RoomAsync();
        Assert.False(room.IsCompleted);
        isBroken = false;
        while (!room.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(_journal.IsFull);
    }

    [Fact]
    public async Task A_store_that_needs_a_person_is_not_asked_again()
    {
        _store.BeforeCommit = _ => throw new StoreInUseException("another broker has it");
        var waiting = _journal.WhenCommittedAsync(Append(1));
        while (_journal.Health.State != StoreState.Stopped) await Task.Yield();
        for (var i = 0; i < 20; i++) _time.Advance(TimeSpan.FromSeconds(10));
        Append(2);
        Assert.False(waiting.IsCompleted);
        Assert.Single(_store.CommitSizes);
    }

    [Fact]
    public async Task Stopping_commits_what_is_pending()
    {
        var waiting = _journal.WhenCommittedAsync(Append(1));
        await _journal.DisposeAsync();
        await waiting;
    }

    [Fact]
    public void Numbers_of_one_life_are_above_those_of_the_life_before()
    {
        var next = new Journal(_store, new JournalOptions(), _time, NullLogger.Instance);
        for (var i = 0; i < 100; i++) _journal.NextId();
        next.Start(2);
        Assert.True(next.NextId() > _journal.NextId());
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _journal.DisposeAsync().AsTask();

    private long Append(ushort packetId, ulong session = 1) => Append(_journal, packetId, session);

    private static long Append(Journal journal, ushort packetId, ulong session = 1)
    {
        using var writer = journal.Write();
        writer.Changes.ReceivedAdded(session, packetId);
        return writer.Ticket;
    }
}
