using Serilog.Sinks.Async;

namespace Gmqtt.Host.Logging;

/// <summary>Counts the lines that found the queue to the disk or the terminal full and were dropped instead of making a client wait.</summary>
internal sealed class DroppedLines : IAsyncLogEventSinkMonitor
{
    private IAsyncLogEventSinkInspector? _queue;
    private long _reported;

    /// <summary>Lines dropped since the start.</summary>
    public long Total => _queue?.DroppedMessagesCount ?? 0;

    /// <summary>Lines dropped since this was called the last time.</summary>
    public long TakeNew()
    {
        var total = Total;
        var news = total - _reported;
        _reported = total;
        return news;
    }

    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = inspector;

    public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
    }
}
