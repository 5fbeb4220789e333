using Microsoft.Extensions.Logging;

namespace Gmqtt.Interop.Tests.Live;

internal sealed record LogLine(LogLevel Level, int Event, string Text);

/// <summary>What the broker logs, from Information on.</summary>
internal sealed class LogLines : ILoggerFactory, ILogger
{
    public Observed<LogLine> Lines { get; } = new("the broker's log");

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Lines.Add(new LogLine(logLevel, eventId.Id, $"{formatter(state, exception)} {exception}".TrimEnd()));
    }

    public void Dispose()
    {
    }
}
