using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Tests.Reload;

/// <summary>A log that can be waited on: tests of reloads wait for what the host says, never for time. The deadline only keeps a broken test from hanging.</summary>
internal sealed class HeardLog : ILoggerFactory, ILogger
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(100_000);
    private readonly ConcurrentQueue<string> _all = new();

    /// <summary>Every line there was, with its level in front.</summary>
    internal IReadOnlyCollection<string> All => _all;

    internal IEnumerable<string> Errors => _all.Where(l => l.StartsWith("Error ", StringComparison.Ordinal) || l.StartsWith("Critical ", StringComparison.Ordinal));

    /// <summary>The next line that holds these texts; earlier ones are skipped.</summary>
    internal async Task<string> LineAsync(params string[] texts)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(deadline.Token))
            {
                if (texts.All(t => line.Contains(t, StringComparison.Ordinal))) return line;
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        throw new InvalidOperationException($"no line with '{string.Join("' and '", texts)}' came; these came:\n{_all.Aggregate(new StringBuilder(), (b, l) => b.AppendLine(l))}");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel} {formatter(state, exception)}";
        _all.Enqueue(line);
        _lines.Writer.TryWrite(line);
    }

    public void Dispose()
    {
    }
}
