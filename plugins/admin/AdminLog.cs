using Microsoft.Extensions.Logging;

namespace Gmqtt.Admin;

/// <summary>What the plugin writes to the log.</summary>
internal static partial class AdminLog
{
    [LoggerMessage(9001, LogLevel.Error, "The audit log cannot be written; {Action} of {Target} is missing in it")]
    internal static partial void AuditNotWritten(this ILogger logger, Exception exception, string action, string target);
}
