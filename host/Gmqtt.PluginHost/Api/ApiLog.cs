using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>What the API says: ids 4200 to 4299.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(4200, LogLevel.Information, "API listening on {EndPoint}: {Protocol}.")]
    public static partial void ApiListening(this ILogger logger, string endPoint, string protocol);

    [LoggerMessage(4201, LogLevel.Information, "API no longer listening: no plugin has routes.")]
    public static partial void ApiClosed(this ILogger logger);

    [LoggerMessage(4202, LogLevel.Warning, "The API certificate {File} cannot be used: {Reason} The one before stays.")]
    public static partial void ApiCertificateKept(this ILogger logger, string file, string reason);

    [LoggerMessage(4203, LogLevel.Error, "An API request failed outside of every plugin: {Method} {Path}.")]
    public static partial void ApiRequestFailed(this ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(4204, LogLevel.Information, "Wrote a random API token to {File}: whoever can read it may do everything.")]
    public static partial void ApiTokenWritten(this ILogger logger, string file);

    [LoggerMessage(4205, LogLevel.Warning, "The API token file {File} can be read by others than its owner: chmod 600 it.")]
    public static partial void ApiTokenReadable(this ILogger logger, string file);

    [LoggerMessage(4206, LogLevel.Warning, "The API was called with a wrong token from {Address}.")]
    public static partial void ApiTokenWrong(this ILogger logger, string address);

    [LoggerMessage(4207, LogLevel.Warning, "The API tokens stay as they were: {Reason}")]
    public static partial void ApiTokensKept(this ILogger logger, string reason);

    // The exception is passed as text: whoever keeps it would keep the plugin.
    [LoggerMessage(4210, LogLevel.Error, "Plugin '{Plugin}': {Fault}\n{Detail}")]
    public static partial void RouteFault(this ILogger logger, string plugin, string fault, string detail);

    [LoggerMessage(4213, LogLevel.Error, "Plugin '{Plugin}': {Fault}")]
    public static partial void RouteTimeout(this ILogger logger, string plugin, string fault);

    [LoggerMessage(4211, LogLevel.Warning, "Plugin '{Plugin}': its API services did not stop cleanly: {Reason}")]
    public static partial void BranchDisposeFailed(this ILogger logger, string plugin, string reason);

    [LoggerMessage(4212, LogLevel.Warning, "Plugin '{Plugin}': StopApplication is not for plugins; nothing was stopped.")]
    public static partial void StopApplicationIgnored(this ILogger logger, string plugin);

    [LoggerMessage(4214, LogLevel.Debug, "Plugin '{Plugin}': {Request} was aborted: {Reason}")]
    public static partial void RouteAborted(this ILogger logger, string plugin, string request, string reason);
}
