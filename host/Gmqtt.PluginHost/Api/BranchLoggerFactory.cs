using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>
/// Gives every logger of a plugin's container the plugin's own category. ASP.NET and gRPC talk at Information about every request: of those
/// only warnings pass.
/// </summary>
internal sealed class BranchLoggerFactory(ILogger logger) : ILoggerFactory
{
    private readonly FrameworkLogger _framework = new(logger);

    public ILogger CreateLogger(string categoryName)
        => categoryName.StartsWith("Microsoft.", StringComparison.Ordinal) || categoryName.StartsWith("Grpc.", StringComparison.Ordinal) ? _framework : logger;

    public void AddProvider(ILoggerProvider provider)
    {
        // A plugin's own provider would get nothing but its own lines; the broker's log has them already.
    }

    public void Dispose()
    {
    }

    private sealed class FrameworkLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
