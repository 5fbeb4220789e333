using Gmqtt.Clients;

namespace Gmqtt.Hooks;

/// <summary>
/// Decides on a CONNECT without an authentication method, before the session is touched. May change <see cref="ConnectRequest.Options"/>.
/// Refuse with <see cref="ConnectRequest.Reject"/>: the client gets a CONNACK with that code (3.x: return code 1 to 5) and is closed.
/// A fault or timeout refuses with 0x88 (3.x: 3).
/// </summary>
/// <param name="client">The client; it has no session yet.</param>
/// <param name="request">The CONNECT and what may be changed.</param>
/// <param name="cancellationToken">Cancelled at the connect deadline or when the client has gone.</param>
/// <returns>A task that completes when the decision is made.</returns>
public delegate ValueTask OnBasicAuth(IClient client, ConnectRequest request, CancellationToken cancellationToken);
