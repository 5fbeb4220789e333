using Gmqtt.Host.Configuration.Options;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gmqtt.Host.Logging;

/// <summary>
/// The levels in force, per category, changeable while loggers exist: the logger factory asks again when told. It works in front of Serilog, so
/// that a line that nobody wants costs one comparison; Serilog's own switches would fix the set of categories at the start.
/// </summary>
internal sealed class LogLevels : IOptionsMonitor<LoggerFilterOptions>
{
    /// <summary>The engine writes every control packet here, at Trace.</summary>
    public const string Packets = "Gmqtt.Broker.Packets";

    private readonly List<Action<LoggerFilterOptions, string?>> _listeners = [];
    private volatile LoggerFilterOptions _current;

    public LogLevels(LogOptions options) => _current = Rules(options);

    public LoggerFilterOptions CurrentValue => _current;

    public LoggerFilterOptions Get(string? name) => _current;

    public IDisposable? OnChange(Action<LoggerFilterOptions, string?> listener)
    {
        _listeners.Add(listener);
        return null;
    }

    /// <summary>Puts other levels in force; every logger has them when this returns.</summary>
    public void Apply(LogOptions options)
    {
        _current = Rules(options);
        _listeners.ForEach(l => l(_current, null));
    }

    private static LoggerFilterOptions Rules(LogOptions options)
    {
        var levels = new Dictionary<string, LogLevel>(StringComparer.OrdinalIgnoreCase)
        {
            // ASP.NET Core tells about every request at Information.
            ["Microsoft"] = Max(LogLevel.Warning, options.Level),
            ["System"] = Max(LogLevel.Warning, options.Level),
            [Packets] = options.DumpPacket ? LogLevel.Trace : LogLevel.None,
        };
        foreach (var (category, level) in options.Levels)
        {
            levels[category] = level;
        }

        var filter = new LoggerFilterOptions { MinLevel = options.Level };
        foreach (var (category, level) in levels)
        {
            filter.Rules.Add(new LoggerFilterRule(providerName: null, category, level, filter: null));
        }

        return filter;
    }

    private static LogLevel Max(LogLevel a, LogLevel b) => a > b ? a : b;
}
