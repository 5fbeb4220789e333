using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Testing;

/// <summary>Keeps what is logged.</summary>
public sealed class TestLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Event, string Text, Exception? Exception)> _lines = new();

    /// <summary>The lines so far.</summary>
    public IReadOnlyCollection<(LogLevel Level, int Event, string Text, Exception? Exception)> Lines => _lines;

    /// <summary>What is kept; lower it to Trace for the packet dump.</summary>
    public LogLevel MinimumLevel { get; set; } = LogLevel.Debug;

    /// <summary>Lines of errors: an error line is a bug unless the test provoked it.</summary>
    public IEnumerable<string> Errors => _lines.Where(l => l.Level >= LogLevel.Error).Select(l => $"{l.Text} {l.Exception}");

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= MinimumLevel;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => _lines.Enqueue((logLevel, eventId.Id, formatter(state, exception), exception));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
