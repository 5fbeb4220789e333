using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker;

/// <summary>The engine's log lines; event ids 1000 to 1999, each once.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "hook {Hook} failed")]
    internal static partial void HookFailed(ILogger logger, string hook, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "client connected cid={ClientId} user={Username} conn={ConnectionId} remote={Remote} proto={Version} keepalive={KeepAlive} session={Session}")]
    internal static partial void Connected(
        ILogger logger, string clientId, string? username, long connectionId, string? remote, int version, int keepAlive, string session);

    [LoggerMessage(1002, LogLevel.Information, "client disconnected cid={ClientId} conn={ConnectionId} by={By} reason=0x{Code:X2} {Detail}")]
    internal static partial void Disconnected(ILogger logger, string clientId, long connectionId, string by, byte code, string? detail);

    [LoggerMessage(1003, LogLevel.Warning, "client refused cid={ClientId} conn={ConnectionId} remote={Remote} reason=0x{Code:X2} {Detail}")]
    internal static partial void Refused(ILogger logger, string clientId, long connectionId, string? remote, byte code, string? detail);

    [LoggerMessage(1004, LogLevel.Error, "connection {ConnectionId} of cid={ClientId} ended by a fault of the broker")]
    internal static partial void ConnectionFault(ILogger logger, long connectionId, string clientId, Exception exception);

    [LoggerMessage(1005, LogLevel.Debug, "connection {ConnectionId} from {Remote} closed before CONNECT: {Detail}")]
    internal static partial void ClosedEarly(ILogger logger, long connectionId, string? remote, string? detail);

    [LoggerMessage(1006, LogLevel.Warning, "retained message refused cid={ClientId} topic={Topic}: the limit on retained messages is reached kept_back={KeptBack}")]
    internal static partial void RetainedRefused(ILogger logger, string clientId, string topic, long keptBack);

    [LoggerMessage(1007, LogLevel.Error, "session of cid={ClientId} could not be ended")]
    internal static partial void SessionFault(ILogger logger, string clientId, Exception exception);

    [LoggerMessage(1008, LogLevel.Information, "session expired cid={ClientId}")]
    internal static partial void SessionExpired(ILogger logger, string clientId);

    [LoggerMessage(1009, LogLevel.Warning, "publish refused cid={ClientId} topic={Topic} reason=0x{Code:X2} {Detail} kept_back={KeptBack}")]
    internal static partial void PublishRefused(ILogger logger, string clientId, string topic, byte code, string? detail, long keptBack);

    [LoggerMessage(1011, LogLevel.Error, "a deadline of the broker failed")]
    internal static partial void HeartbeatFault(ILogger logger, Exception exception);

    [LoggerMessage(1012, LogLevel.Information, "restored sessions={Sessions} retained={Retained} ms={Milliseconds} store={Store} promise={Promise}")]
    internal static partial void Restored(ILogger logger, int sessions, int retained, long milliseconds, string store, string promise);

    [LoggerMessage(1014, LogLevel.Information, "restoring sessions={Sessions} subscriptions={Subscriptions} retained={Retained} so far")]
    internal static partial void Restoring(ILogger logger, int sessions, long subscriptions, int retained);

    [LoggerMessage(1013, LogLevel.Error, "the stored session of cid={ClientId} cannot be read: {Problem}")]
    internal static partial void StoredSessionFault(ILogger logger, string clientId, string problem);

    [LoggerMessage(1020, LogLevel.Trace, "received {Type} cid={ClientId} conn={ConnectionId} bytes={Size} {Detail}")]
    internal static partial void PacketReceived(ILogger logger, Protocol.PacketType type, string clientId, long connectionId, int size, string detail);

    [LoggerMessage(1021, LogLevel.Trace, "sent {Type} cid={ClientId} bytes={Size}")]
    internal static partial void PacketSent(ILogger logger, Protocol.PacketType type, string clientId, int size);

    [LoggerMessage(1010, LogLevel.Warning, "subscribe refused cid={ClientId} filter={Filter} reason=0x{Code:X2} kept_back={KeptBack}")]
    internal static partial void SubscribeRefused(ILogger logger, string clientId, string filter, byte code, long keptBack);

    [LoggerMessage(1015, LogLevel.Warning, "refusals of a client that has gone cid={ClientId} conn={ConnectionId} kept_back={KeptBack}")]
    internal static partial void RefusalsKeptBack(ILogger logger, string clientId, long connectionId, long keptBack);
}
