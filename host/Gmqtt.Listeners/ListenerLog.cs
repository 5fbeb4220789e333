using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners;

/// <summary>Every line this floor logs: ids 3000 to 3999.</summary>
internal static partial class ListenerLog
{
    [LoggerMessage(3000, LogLevel.Information, "Listening on {Address}, bound to {EndPoint}: {Protocols}, {Security}.")]
    public static partial void Listening(
        this ILogger logger, string address, string endPoint, ListenerProtocols protocols, string security);

    [LoggerMessage(3001, LogLevel.Information, "No longer listening on {Address}; its {Connections} connections live on.")]
    public static partial void StoppedListening(this ILogger logger, string address, int connections);

    [LoggerMessage(
        3002,
        LogLevel.Error,
        "Accepting on {Address} failed: {Reason}. Next try in {Delay}. "
        + "Raise the descriptor limit (ulimit -n, LimitNOFILE=) or lower max_connections.")]
    public static partial void AcceptExhausted(this ILogger logger, string address, string reason, TimeSpan delay);

    [LoggerMessage(3003, LogLevel.Information, "Accepting on {Address} again.")]
    public static partial void AcceptRecovered(this ILogger logger, string address);

    [LoggerMessage(3004, LogLevel.Error, "A callback on I/O thread {Thread} failed; its connection was closed.")]
    public static partial void CallbackFailed(this ILogger logger, Exception exception, string thread);

    [LoggerMessage(
        3005, LogLevel.Error, "I/O thread {Thread}: the kernel refused to watch a socket: {Reason}. See fs.epoll.max_user_watches.")]
    public static partial void WatchRefused(this ILogger logger, string thread, string reason);

    [LoggerMessage(3006, LogLevel.Error, "Connection from {Remote} on {Address} ended with an error nobody expected.")]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, string remote, string address);

    [LoggerMessage(3007, LogLevel.Warning, "{Left} connections did not end; shutting down without them.")]
    public static partial void ConnectionsLeft(this ILogger logger, int left);

    [LoggerMessage(3010, LogLevel.Warning, "{Remote} on listener {Address}: {Reason}{More}")]
    public static partial void Refused(this ILogger logger, string remote, string address, string reason, string more);

    [LoggerMessage(3020, LogLevel.Information, "TLS on {Address}: certificate {Subject}, good until {NotAfter}.")]
    public static partial void CertificateLoaded(this ILogger logger, string address, string subject, DateTimeOffset notAfter);

    [LoggerMessage(
        3021, LogLevel.Error, "TLS on {Address}: the certificate files changed and cannot be used: {Reason} Staying with {Subject}.")]
    public static partial void CertificateKept(this ILogger logger, string address, string reason, string subject);

    [LoggerMessage(3022, LogLevel.Warning, "TLS on {Address}: certificate {Subject} has expired; clients will refuse it.")]
    public static partial void CertificateExpired(this ILogger logger, string address, string subject);

    [LoggerMessage(
        3023,
        LogLevel.Warning,
        "TLS on {Address}: the revocation list should have been renewed by {NextUpdate}; certificates revoked since are let in.")]
    public static partial void RevocationsExpired(this ILogger logger, string address, DateTimeOffset nextUpdate);

    [LoggerMessage(3024, LogLevel.Warning, "Thread {Thread} is in one callback for {Milliseconds} ms: another takes its connections over, but for the one it works for.")]
    public static partial void ThreadRelieved(this ILogger logger, string thread, long milliseconds);
}
