using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// Watches the I/O threads: one that is in the same callback for long is relieved, so that what blocks it, a plugin's hook most likely, holds up one connection and not all
/// that share the thread.
/// </summary>
internal sealed class LoopRelief : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest honest callback, a large message to thousands of subscribers, takes less; and relieving a thread that was only slow costs a thread's start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly IReadOnlyList<EpollLoop> _loops;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    public LoopRelief(IReadOnlyList<EpollLoop> loops, TimeProvider time, ILogger logger)
    {
        _loops = loops;
        _time = time;
        _logger = logger;
        _timer = time.CreateTimer(static me => ((LoopRelief)me!).Look(), this, Period, Period);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        foreach (var loop in _loops)
        {
            var since = loop.Activity.BusySince;
            if (since != 0 && _time.GetElapsedTime(since) >= Patience && loop.Relieve(since) is { } thread)
            {
                _logger.ThreadRelieved(thread, (long)Patience.TotalMilliseconds);
            }
        }
    }
}
