using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker.Stores;

/// <summary>
/// Gathers changes of the whole broker in their order, and commits what has gathered while the last commit ran. See <see cref="IStore"/> for the why.
/// Locks: a unit first, then the locks of the state that changes, then <see cref="Write"/>.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    /// <summary>Numbers given in one life of the broker, before the next life's begin.</summary>
    private const int CounterBits = 40;

    private readonly IStore _store;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly ReaderWriterLockSlim _cut = new(LockRecursionPolicy.SupportsRecursion);
    private readonly SemaphoreSlim _some = new(0);
    private readonly SemaphoreSlim _enough = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _givingUp;
    private JournalGroup _gathering = new() { Number = 1 };
    private JournalGroup _committing = new();
    private int _expected;
    private int _awaited;
    private int _pending;
    private long _committed;
    private long _lastTicket;
    private ulong _lastId;
    private TaskCompletionSource? _room;
    private volatile StoreHealth _health;
    private volatile bool _isStopping;
    private Task _running = Task.CompletedTask;

    internal Journal(IStore store, JournalOptions options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _options = options;
        _time = time;
        _logger = logger;
        _health = new StoreHealth(StoreState.Healthy, null, time.GetUtcNow());
        _givingUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
    }

    internal StoreHealth Health
    {
        get => _health;
        private set
        {
            _health = value;
            HealthChanged?.Invoke(value);
        }
    }

    /// <summary>
    /// Whether the store has failed for so long that a publisher is better told than left to wait. A shorter failure is waited out: nobody notices it.
    /// </summary>
    internal bool IsRefusing => _health is { State: not StoreState.Healthy } health && _time.GetUtcNow() - health.Since >= _options.Patience;

    /// <summary>Told of every change of <see cref="Health"/>, on the journal's thread; must not throw.</summary>
    internal Action<StoreHealth>? HealthChanged { get; init; }

    /// <summary>Everything with this ticket or a lower one is as safe as the store promises.</summary>
    internal long CommittedUpTo => Volatile.Read(ref _committed);

    /// <summary>The ticket of the latest change, by whomever; 0 before the first.</summary>
    internal long LastTicket => Volatile.Read(ref _lastTicket);

    /// <summary>Bytes that wait for the store.</summary>
    internal int PendingBytes => Volatile.Read(ref _pending);

    /// <summary>Whether publishers should wait for <see cref="RoomAsync"/> before they bring more.</summary>
    internal bool IsFull => PendingBytes >= _options.MaxPendingBytes;

    /// <summary>The highest number that the life before could give.</summary>
    internal static ulong LastIdBefore(long timesOpened) => (ulong)timesOpened << CounterBits;

    /// <summary>Begins to commit.</summary>
    /// <param name="timesOpened">What <see cref="IStore.OpenAsync"/> returned.</param>
    internal void Start(long timesOpened)
    {
        _lastId = LastIdBefore(timesOpened);
        _running = Task.Run(RunAsync);
    }

    /// <summary>A number for a session, a message or a position, higher than every one before.</summary>
    internal ulong NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Holds together what is appended until it is disposed.</summary>
    internal JournalUnit Unit() => new(_cut);

    /// <summary>Lets the caller append; dispose what is returned at once.</summary>
    internal JournalWriter Write()
    {
        var scope = _gate.EnterScope();
        _lastTicket = _gathering.Number;
        return new JournalWriter(this, _gathering, scope);
    }

    /// <summary>Has a waiter told when a ticket is committed; false when it is already.</summary>
    internal bool WaitFor(long ticket, ICommitWaiter waiter)
    {
        lock (_gate)
        {
            if (ticket <= _committed) return false;
            (ticket == _gathering.Number ? _gathering : _committing).Waiters.Add(waiter);
            return true;
        }
    }

    /// <summary>Completes when a ticket is committed.</summary>
    internal Task WhenCommittedAsync(long ticket)
    {
        if (ticket <= CommittedUpTo) return Task.CompletedTask;
        var waiter = new TaskWaiter();
        return WaitFor(ticket, waiter) ? waiter.Task : Task.CompletedTask;
    }

    /// <summary>Completes when less than half of what may be pending is.</summary>
    internal Task RoomAsync()
    {
        lock (_gate)
        {
            if (!IsFull) return Task.CompletedTask;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Commits what has gathered, for a bounded time, and stops. What is appended afterwards is not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isStopping) return;
        _isStopping = true;
        _givingUp.CancelAfter(_options.StopWithin);
        await _stopping.CancelAsync();
        await _running;
        _givingUp.Dispose();
        _stopping.Dispose();
    }

    /// <summary>A writer is done; returns what has to be released, if anything. Under the gate.</summary>
    internal SemaphoreSlim? Appended()
    {
        var changes = _gathering.Changes;
        var isFirst = _pending == _committing.Changes.Length && changes.Length > 0;
        Volatile.Write(ref _pending, _committing.Changes.Length + changes.Length);
        if (isFirst) return _some;
        if (_awaited == 0 || changes.Count < _awaited) return null;
        _awaited = 0;
        return _enough;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await GatherAsync();
                var isStopping = _isStopping;
                if (Cut() is { } group)
                {
                    if (!await CommitAsync(group)) return;
                    Complete(group);
                }
                else if (isStopping)
                {
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            Stop(exception);
        }
    }

    /// <summary>
    /// Waits for a first change, then a moment for the others that were there last time: publishers that wait for their acknowledgement all come back when a batch is committed, and
    /// without this moment they would fall into two halves that wait for each other's commit. Alone, nobody is waited for.
    /// </summary>
    private async Task GatherAsync()
    {
        try
        {
            await _some.WaitAsync(_stopping.Token);
            if (_options.Gathering == TimeSpan.Zero) return;
            lock (_gate)
            {
                if (_gathering.Changes.Count >= _expected) return;
                _awaited = _expected;
            }

            using var moment = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            var enough = _enough.WaitAsync(moment.Token);
            await Task.WhenAny(enough, Task.Delay(_options.Gathering, _time, moment.Token));
            lock (_gate) _awaited = 0;
            await moment.CancelAsync();
            await enough.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>Takes what has gathered, at a moment at which no unit is open; null when there is nothing.</summary>
    private JournalGroup? Cut()
    {
        _cut.EnterWriteLock();
        try
        {
            lock (_gate)
            {
                if (_gathering.Changes.Count == 0) return null;
                (_gathering, _committing) = (_committing, _gathering);
                _gathering.Number = _committing.Number + 1;
                return _committing;
            }
        }
        finally
        {
            _cut.ExitWriteLock();
        }
    }

    private async Task<bool> CommitAsync(JournalGroup group)
    {
        var pause = _options.FirstPause;
        while (true)
        {
            try
            {
                await _store.CommitAsync(group.Changes, group.Number, _givingUp.Token);
                Recovered();
                return true;
            }
            catch (OperationCanceledException) when (_givingUp.IsCancellationRequested)
            {
                StoresLog.GivenUp(_logger, _store.Name, PendingBytes);
                return false;
            }
            catch (Exception exception) when (exception is StoreCorruptException or StoreInUseException or StoreLostException)
            {
                Stop(exception);
                return false;
            }
            catch (Exception exception)
            {
                Failing(exception);
            }

            if (!await PauseAsync(pause)) return false;
            pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, _time, _givingUp.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            StoresLog.GivenUp(_logger, _store.Name, PendingBytes);
            return false;
        }
    }

    private void Complete(JournalGroup group)
    {
        List<ICommitWaiter>? waiters = null;
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            Volatile.Write(ref _committed, group.Number);
            _expected = group.Changes.Count + _gathering.Changes.Count;
            if (group.Waiters.Count > 0) (waiters, group.Waiters) = (group.Waiters, []);
            group.Changes.Clear();
            Volatile.Write(ref _pending, _gathering.Changes.Length);
            if (_pending < _options.MaxPendingBytes / 2) (room, _room) = (_room, null);
        }

        room?.TrySetResult();
        // Not here: the next batch should not wait for sends.
        if (waiters is not null) ThreadPool.UnsafeQueueUserWorkItem(static told => told.ForEach(static w => w.Committed()), waiters, preferLocal: false);
    }

    private void Failing(Exception exception)
    {
        if (_health.State == StoreState.Failing && _health.Sentence == exception.Message) return;
        var since = _health.State == StoreState.Failing ? _health.Since : _time.GetUtcNow();
        Health = new StoreHealth(StoreState.Failing, exception.Message, since);
        StoresLog.Failing(_logger, _store.Name, exception.Message, exception is StoreUnavailableException ? null : exception);
    }

    private void Recovered()
    {
        if (_health.State == StoreState.Healthy) return;
        var now = _time.GetUtcNow();
        StoresLog.Recovered(_logger, _store.Name, (now - _health.Since).TotalSeconds);
        Health = new StoreHealth(StoreState.Healthy, null, now);
    }

    private void Stop(Exception exception)
    {
        Health = new StoreHealth(StoreState.Stopped, exception.Message, _time.GetUtcNow());
        StoresLog.Stopped(_logger, _store.Name, exception.Message, exception);
    }

    private sealed class TaskWaiter : ICommitWaiter
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Task => _source.Task;

        public void Committed() => _source.TrySetResult();
    }
}
