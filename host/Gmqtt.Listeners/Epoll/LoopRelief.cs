using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// Watches the I/O threads: one that is in the same callback for long is relieved, so that what blocks it, a plugin's hook most likely, holds up one connection and not all
/// that share the thread. A thread that only waits for a processor, on a machine with too much to do or after it was stopped, is left alone: another thread would wait too.
/// </summary>
internal sealed class LoopRelief : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest honest callback, a large message to thousands of subscribers, takes less; and relieving a thread that was only slow costs a thread's start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Processor time, between two looks, of a thread that computes without end.</summary>
    private static readonly TimeSpan Computes = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<EpollLoop, (long Since, TimeSpan Processor)> _suspects = [];
    private readonly IReadOnlyList<EpollLoop> _loops;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private int _looking;

    public LoopRelief(IReadOnlyList<EpollLoop> loops, TimeProvider time, ILogger logger)
    {
        _loops = loops;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static me => ((LoopRelief)me!).LookAtAll(), this, Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void LookAtAll()
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            return;
        }

        foreach (var loop in _loops)
        {
            Look(loop);
        }

        Volatile.Write(ref _looking, 0);
    }

    private void Look(EpollLoop loop)
    {
        var since = loop.Activity.BusySince;
        if (since == 0 || _time.GetElapsedTime(since) < Period)
        {
            return;
        }

        var look = loop.Look();
        if (!_suspects.TryGetValue(loop, out var suspect) || suspect.Since != since)
        {
            _suspects[loop] = (since, look.Processor);
            return;
        }

        var isStuck = !look.CouldRun || look.Processor - suspect.Processor >= Computes;
        if (isStuck && _time.GetElapsedTime(since) >= Patience && loop.Relieve(since) is { } thread)
        {
            _logger.ThreadRelieved(thread, (long)Patience.TotalMilliseconds);
        }
    }
}
