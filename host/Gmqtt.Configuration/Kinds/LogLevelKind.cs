using Microsoft.Extensions.Logging;

namespace Gmqtt.Configuration.Kinds;

/// <summary>The levels of the log, in gmqtt's words.</summary>
internal static class LogLevelKind
{
    public static readonly ChoiceKind<LogLevel> Instance = new(
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning), ("error", LogLevel.Error));
}
