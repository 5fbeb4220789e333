using Microsoft.Extensions.Logging;

namespace Gmqtt.Exporter;

/// <summary>What the plugin says.</summary>
internal static partial class ExporterLog
{
    [LoggerMessage(1, LogLevel.Information, "Metrics are served at {Address}{Path}.")]
    public static partial void Serves(this ILogger logger, string? address, string path);

    [LoggerMessage(2, LogLevel.Warning, "Metrics are served at {Address} to everybody who can reach it: nobody is asked who he is there.")]
    public static partial void IsOpen(this ILogger logger, string address);
}
