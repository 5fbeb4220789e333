using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Tests;

/// <summary>Keeps what the listeners log; other categories (Kestrel's own) are not kept.</summary>
internal sealed class LogCollector : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _awaited = new();

    public string[] Lines(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Text)];

    public string[] All => [.. _lines.Select(line => $"{line.Id} {line.Text}")];

    /// <summary>Completes when a line with this id has been or is written.</summary>
    public Task SeenAsync(int id)
    {
        var seen = _awaited.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Lines(id).Length > 0)
        {
            seen.TrySetResult();
        }

        return seen.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Gmqtt", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue((eventId.Id, formatter(state, exception) + (exception is null ? string.Empty : " " + exception)));
        if (_awaited.TryGetValue(eventId.Id, out var seen))
        {
            seen.TrySetResult();
        }
    }

    public void Dispose()
    {
    }
}
