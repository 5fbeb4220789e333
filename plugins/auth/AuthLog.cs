using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth;

/// <summary>What the plugin logs. Never a password, a token or a hash.</summary>
internal static partial class AuthLog
{
    [LoggerMessage(6000, LogLevel.Information, "{Count} accounts from {File}")]
    internal static partial void AccountsLoaded(this ILogger logger, int count, string file);

    [LoggerMessage(6001, LogLevel.Information, "{File} has changed: {Count} accounts are in force")]
    internal static partial void AccountsReloaded(this ILogger logger, int count, string file);

    [LoggerMessage(6002, LogLevel.Error, "The accounts as they were stay in force: {Problem}")]
    internal static partial void AccountsKept(this ILogger logger, string problem);

    [LoggerMessage(6003, LogLevel.Warning, "{File} can be read or changed by others than its owner (mode {Mode}); run: chmod 600 {File}")]
    internal static partial void AccountsOpen(this ILogger logger, string file, string mode);

    [LoggerMessage(6004, LogLevel.Information, "Better hashes for {Count} accounts are in {File}")]
    internal static partial void Improved(this ILogger logger, int count, string file);

    [LoggerMessage(6005, LogLevel.Warning, "Better hashes could not be written to {File}, the older ones go on being read: {Problem}")]
    internal static partial void ImprovementNotWritten(this ILogger logger, string file, string problem);

    [LoggerMessage(6010, LogLevel.Information, "{Count} access rules from {File}; what none of them fits is denied")]
    internal static partial void RulesLoaded(this ILogger logger, int count, string file);

    [LoggerMessage(6011, LogLevel.Information, "{File} has changed: {Count} access rules are in force")]
    internal static partial void RulesReloaded(this ILogger logger, int count, string file);

    [LoggerMessage(6012, LogLevel.Error, "The access rules as they were stay in force: {Problem}")]
    internal static partial void RulesKept(this ILogger logger, string problem);

    [LoggerMessage(6013, LogLevel.Information, "Removed subscription {Filter} of {ClientId}, which is no longer allowed: {Reason}")]
    internal static partial void SubscriptionRevoked(this ILogger logger, string filter, string clientId, string reason);

    [LoggerMessage(6014, LogLevel.Debug, "{ClientId} may not {Action} {Topic}: {Reason}")]
    internal static partial void Denied(this ILogger logger, string clientId, string action, string topic, string reason);

    [LoggerMessage(6020, LogLevel.Information, "Login of {Username} as {ClientId} from {Address} refused: {Reason}")]
    internal static partial void LoginRefused(this ILogger logger, string? username, string clientId, string? address, string reason);

    [LoggerMessage(6021, LogLevel.Warning, "Logins are refused as busy: {Pending} verifications wait already")]
    internal static partial void Busy(this ILogger logger, int pending);

    [LoggerMessage(6022, LogLevel.Warning, "{Source} cannot be asked, its clients are refused: {Problem}")]
    internal static partial void SourceUnavailable(this ILogger logger, string source, string problem);

    [LoggerMessage(6023, LogLevel.Information, "{Source} answers again; {Refused} logins were refused meanwhile")]
    internal static partial void SourceAnswers(this ILogger logger, string source, int refused);

    [LoggerMessage(6024, LogLevel.Error, "The keys of tokens as they were stay in force: {Problem}")]
    internal static partial void KeysKept(this ILogger logger, string problem);

    [LoggerMessage(6030, LogLevel.Warning, "Banned {Kind} {Value} until {Until}: {Reason}")]
    internal static partial void Banned(this ILogger logger, string kind, string value, string until, string? reason);

    [LoggerMessage(6031, LogLevel.Warning, "Too many failed logins {From}: refused for {Time}")]
    internal static partial void Blocked(this ILogger logger, string from, TimeSpan time);

    [LoggerMessage(6032, LogLevel.Error, "Bans could not be written to {File}, and hold until the broker stops: {Problem}")]
    internal static partial void BansNotWritten(this ILogger logger, string file, string problem);
}
