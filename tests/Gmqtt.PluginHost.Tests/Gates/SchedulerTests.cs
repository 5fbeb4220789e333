using Gmqtt.PluginHost.Gates;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>The threads of a plugin: what blocks, blocks there; they come with work and go without it.</summary>
public sealed class SchedulerTests : IDisposable
{
    private const int Most = 64;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly ManualResetEventSlim _release = new();
    private readonly TestLog _log = new();
    private int _blocked;

    public void Dispose()
    {
        _release.Set();
        _release.Dispose();
    }

    [Fact]
    public async Task Blocked_threads_stop_nobody_else_up_to_the_limit()
    {
        using var scheduler = new PluginScheduler("p", _log, Long);
        var blocked = Block(scheduler, Most - 1);
        await TestBroker.UntilAsync(() => Volatile.Read(ref _blocked) == Most - 1);
        Assert.Equal(7, await Start(scheduler, () => 7));
        var last = Block(scheduler, 1);
        await TestBroker.UntilAsync(() => Volatile.Read(ref _blocked) == Most);
        Assert.Equal(Most, scheduler.Threads);
        var waits = Start(scheduler, () => Volatile.Read(ref _blocked));
        Assert.Equal(Most, scheduler.Threads);
        Assert.False(waits.IsCompleted);
        _release.Set();
        await waits;
        await Task.WhenAll([.. blocked, .. last]);
    }

    [Fact]
    public async Task Threads_end_when_there_is_no_work_and_come_back_with_it()
    {
        using var scheduler = new PluginScheduler("p", _log, TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 3; i++)
        {
            Assert.StartsWith("gmqtt-plugin-p-", await Start(scheduler, () => Thread.CurrentThread.Name), StringComparison.Ordinal);
            await TestBroker.UntilAsync(() => scheduler.Threads == 0);
        }
    }

    [Fact]
    public async Task What_is_queued_at_the_end_still_runs_and_the_threads_go()
    {
        var scheduler = new PluginScheduler("p", _log, Long);
        var blocked = Block(scheduler, Most);
        await TestBroker.UntilAsync(() => Volatile.Read(ref _blocked) == Most);
        var queued = Enumerable.Range(0, 10).Select(i => Start(scheduler, () => i)).ToArray();
        scheduler.Dispose();
        var lastWords = await Start(scheduler, () => Thread.CurrentThread.IsThreadPoolThread);
        Assert.True(lastWords);
        Assert.All(queued, q => Assert.False(q.IsCompleted));
        _release.Set();
        Assert.Equal(Enumerable.Range(0, 10), await Task.WhenAll(queued));
        await Task.WhenAll(blocked);
        await TestBroker.UntilAsync(() => scheduler.Threads == 0);
    }

    [Fact]
    public async Task What_a_hook_did_to_its_thread_is_gone_for_the_next_one()
    {
        using var scheduler = new PluginScheduler("p", _log, Long);
        using var queued = new ManualResetEventSlim();
        var blocked = Block(scheduler, Most - 1); // so that both run on the one thread that is left
        await TestBroker.UntilAsync(() => Volatile.Read(ref _blocked) == Most - 1);
        var first = Start(scheduler, () =>
        {
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            queued.Wait(TimeSpan.FromSeconds(30));
            return Environment.CurrentManagedThreadId;
        });
        var second = Start(scheduler, () => (Environment.CurrentManagedThreadId, SynchronizationContext.Current, Thread.CurrentThread.Priority));
        queued.Set();
        var (thread, context, priority) = await second;
        Assert.Equal((await first, null, ThreadPriority.Normal), (thread, context, priority));
        Assert.Contains(_log.Lines, l => l.Event == 4025);
        _release.Set();
        await Task.WhenAll(blocked);
    }

    private static Task<T> Start<T>(PluginScheduler scheduler, Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);

    private Task<bool>[] Block(PluginScheduler scheduler, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Start(scheduler, () =>
        {
            Interlocked.Increment(ref _blocked);
            return _release.Wait(TimeSpan.FromSeconds(30));
        }))];
}
