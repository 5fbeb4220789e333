using Gmqtt.Clients;

namespace Gmqtt.Hooks;

/// <summary>A client is connected: its session exists and its CONNACK is on the way. Observes; a fault is logged and ignored.</summary>
/// <param name="client">The client.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task; the client's first packets wait for it.</returns>
public delegate ValueTask OnConnected(IClient client, CancellationToken cancellationToken);
