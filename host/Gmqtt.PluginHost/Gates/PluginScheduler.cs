using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Gates;

/// <summary>
/// The threads of one version of a plugin. What blocks, blocks here: the broker's own threads and the pool go on. Threads come when there is work and go when there is none for
/// a while; a plugin that blocks them all gets no more than <see cref="MostThreads"/>, and its calls run into their deadlines.
/// </summary>
internal sealed class PluginScheduler : TaskScheduler, IDisposable
{
    private const int MostThreads = 64;
    private const int MostQueued = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<Task> _queue = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly TimeSpan _idleTime;
    private int _threads;
    private int _idle;
    private int _started;
    private bool _isEnded;

    /// <param name="name">The plugin.</param>
    /// <param name="logger">For what a hook did to its thread.</param>
    /// <param name="idleTime">How long a thread without work stays; null for 5 seconds.</param>
    internal PluginScheduler(string name, ILogger logger, TimeSpan? idleTime = null)
    {
        _name = name;
        _logger = logger;
        _idleTime = idleTime ?? TimeSpan.FromSeconds(5);
    }

    public override int MaximumConcurrencyLevel => MostThreads;

    /// <summary>Threads alive now.</summary>
    internal int Threads => Volatile.Read(ref _threads);

    /// <summary>What is queued still runs; then the threads end. What comes later runs on the pool: an ended plugin's last words.</summary>
    public void Dispose()
    {
        lock (_gate) _isEnded = true;
        _work.Release(MostThreads);
    }

    protected override void QueueTask(Task task)
    {
        var start = false;
        lock (_gate)
        {
            if (_queue.Count >= MostQueued) throw new InvalidOperationException($"plugin {_name}: {MostQueued} calls wait for a thread");
            if (!_isEnded)
            {
                _queue.Enqueue(task);
                start = _queue.Count > _idle && _threads < MostThreads;
                if (start) _threads++;
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(static state => state.Scheduler.TryExecuteTask(state.Task), (Scheduler: this, Task: task), preferLocal: false);
                return;
            }
        }

        _work.Release();
        if (start) new Thread(Run) { Name = $"gmqtt-plugin-{_name}-{Interlocked.Increment(ref _started)}", IsBackground = true }.UnsafeStart();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate) return [.. _queue];
    }

    private void Run()
    {
        while (true)
        {
            Interlocked.Increment(ref _idle);
            var hasWork = _work.Wait(_idleTime);
            Interlocked.Decrement(ref _idle);
            Task? task;
            lock (_gate)
            {
                if (!_queue.TryDequeue(out task) && (!hasWork || _isEnded))
                {
                    _threads--;
                    return;
                }
            }

            if (task is null) continue;
            TryExecuteTask(task);
            Restore();
        }
    }

    /// <summary>What a hook did to its thread is not there for the next one.</summary>
    private void Restore()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        if (Thread.CurrentThread.Priority == ThreadPriority.Normal) return;
        Thread.CurrentThread.Priority = ThreadPriority.Normal;
        _logger.PriorityRestored(_name);
    }
}
