using Gmqtt.Clients;
using Gmqtt.Mqtt;
using Gmqtt.Services;

namespace Gmqtt.Broker.Services;

/// <summary>Connected clients and stored sessions.</summary>
internal sealed class ClientService(Engine engine) : IClientService
{
    public IEnumerable<SessionInfo> Sessions(string? after = null) => SessionPages.Read(engine.Sessions, after).Select(s => s.Describe());

    public SessionInfo? GetSession(string clientId) => engine.Sessions.TryGet(clientId, out var session) ? session.Describe() : null;

    public IReadOnlyList<QueuedMessage> Queue(string clientId, int max)
        => engine.Sessions.TryGet(clientId, out var session) ? BacklogCopy.Of(session, max) : [];

    public IClient? GetClient(string clientId)
        => engine.Sessions.TryGet(clientId, out var session) && session.Connection is { IsConnected: true } connection ? connection : null;

    public IEnumerable<IClient> Clients() => engine.Connections.All.Where(c => c.IsConnected);

    public bool Disconnect(string clientId, ReasonCode code = ReasonCode.AdministrativeAction, string? reasonString = null)
    {
        WireText.CheckedOrNull(reasonString, nameof(reasonString));
        if (!engine.Sessions.TryGet(clientId, out var session) || session.Connection is not { IsConnected: true } connection) return false;
        connection.Disconnect(code, reasonString);
        return true;
    }

    public ValueTask<bool> TerminateSessionAsync(string clientId, CancellationToken cancellationToken = default)
        => new(engine.Lifecycle.TerminateAsync(clientId).AsTask().WaitAsync(cancellationToken));
}
