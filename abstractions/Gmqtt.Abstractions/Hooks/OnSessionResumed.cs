using Gmqtt.Clients;

namespace Gmqtt.Hooks;

/// <summary>A stored session goes on with a new connection; before the CONNACK. Observes; a fault is logged and ignored.</summary>
/// <param name="client">The client, with its session.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task; the CONNACK waits for it.</returns>
public delegate ValueTask OnSessionResumed(IClient client, CancellationToken cancellationToken);
