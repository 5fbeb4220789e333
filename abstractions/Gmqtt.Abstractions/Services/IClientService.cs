using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Services;

/// <summary>Connected clients and stored sessions, those restored at start included.</summary>
public interface IClientService
{
    /// <summary>All sessions, connected or not, in the order of their client identifiers.</summary>
    /// <param name="after">Begin behind this client identifier; null for the beginning. Makes paging cheap however many there are.</param>
    /// <returns>A sequence that reflects changes made while it is read.</returns>
    IEnumerable<SessionInfo> Sessions(string? after = null);

    /// <summary>One session, or null.</summary>
    /// <param name="clientId">Whose.</param>
    /// <returns>The session, or null.</returns>
    SessionInfo? GetSession(string clientId);

    /// <summary>What a session has not got rid of yet: what is in flight, the oldest first, then what waits. The session goes on meanwhile.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="max">Most messages to copy.</param>
    /// <returns>Copies; empty where there is no such session.</returns>
    IReadOnlyList<QueuedMessage> Queue(string clientId, int max);

    /// <summary>One connected client, or null when it is not connected.</summary>
    /// <param name="clientId">Whose.</param>
    /// <returns>The client, or null.</returns>
    IClient? GetClient(string clientId);

    /// <summary>All connected clients.</summary>
    /// <returns>A sequence that reflects changes made while it is read; in no order.</returns>
    IEnumerable<IClient> Clients();

    /// <summary>Ends a connection with a reason; its session stays as long as its expiry says.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="code">Reason for an MQTT 5.0 client.</param>
    /// <param name="reasonString">Text for an MQTT 5.0 client, or null.</param>
    /// <returns>False when the client is not connected.</returns>
    bool Disconnect(string clientId, ReasonCode code = ReasonCode.AdministrativeAction, string? reasonString = null);

    /// <summary>
    /// Ends a session and its connection, if there is one. A pending will is published. Completes when the session has ended; while a hook of that client runs,
    /// when its end is certain: it ends right after the hook, which may be the caller.
    /// </summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when there is no such session.</returns>
    ValueTask<bool> TerminateSessionAsync(string clientId, CancellationToken cancellationToken = default);
}
