using Microsoft.Extensions.Logging;

namespace Gmqtt.Host;

/// <summary>Every line this floor logs: ids 5000 to 5999.</summary>
internal static partial class HostLog
{
    [LoggerMessage(5010, LogLevel.Information, "gmqttd {Version:l} starts pid={Pid} runtime={Runtime}")]
    public static partial void Starts(this ILogger logger, string version, int pid, string runtime);

    [LoggerMessage(5011, LogLevel.Information, "configuration file={File}")]
    public static partial void ConfigurationFrom(this ILogger logger, string file);

    [LoggerMessage(5012, LogLevel.Information, "no configuration file, neither {Places:l}: everything is as built in")]
    public static partial void NoConfigurationFile(this ILogger logger, string places);

    [LoggerMessage(5013, LogLevel.Information, "set path={Path} value={Value} by={Origin}")]
    public static partial void SetFromOutside(this ILogger logger, string path, string value, string origin);

    [LoggerMessage(5014, LogLevel.Information, "log level={Level} to={Places}")]
    public static partial void LogsGoTo(this ILogger logger, string level, string places);

    [LoggerMessage(5015, LogLevel.Information, "limits connections={Connections} sessions={Sessions} memory_at_most={Bound}")]
    public static partial void Limits(this ILogger logger, int connections, int sessions, string bound);

    [LoggerMessage(5034, LogLevel.Warning, "{Excess:l}")]
    public static partial void TooLittleMemory(this ILogger logger, string excess);

    [LoggerMessage(5016, LogLevel.Warning, "less safe than built in: {Deviation:l}")]
    public static partial void LessSafe(this ILogger logger, string deviation);

    [LoggerMessage(5017, LogLevel.Information, "ready listeners={Listeners} after_ms={Milliseconds}")]
    public static partial void Ready(this ILogger logger, string listeners, long milliseconds);

    [LoggerMessage(5020, LogLevel.Information, "reload asked for")]
    public static partial void ReloadAsked(this ILogger logger);

    [LoggerMessage(5021, LogLevel.Error, "{Problem:l}")]
    public static partial void ConfigurationProblem(this ILogger logger, string problem);

    [LoggerMessage(5022, LogLevel.Error, "reload refused, the configuration stays as it was problems={Problems}")]
    public static partial void ReloadRefused(this ILogger logger, int problems);

    [LoggerMessage(5023, LogLevel.Information, "changed path={Path} from={Old} to={New} by={Origin}")]
    public static partial void Changed(this ILogger logger, string path, string old, string @new, string origin);

    [LoggerMessage(5024, LogLevel.Warning, "needs a restart path={Path} running={Old} configured={New} by={Origin}")]
    public static partial void NeedsRestart(this ILogger logger, string path, string old, string @new, string origin);

    [LoggerMessage(5025, LogLevel.Information, "reloaded changed={Changed} need_restart={NeedRestart}")]
    public static partial void Reloaded(this ILogger logger, int changed, int needRestart);

    [LoggerMessage(5026, LogLevel.Error, "reload failed, the configuration stays as it was")]
    public static partial void ReloadFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5030, LogLevel.Information, "stops signal={Signal} connections={Connections}")]
    public static partial void Stops(this ILogger logger, Lifetime.Signal signal, int connections);

    [LoggerMessage(5031, LogLevel.Warning, "connections did not end in time and were cut: {Connections}")]
    public static partial void Cut(this ILogger logger, int connections);

    [LoggerMessage(5032, LogLevel.Error, "stopping failed")]
    public static partial void StopFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5033, LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger logger);
}
