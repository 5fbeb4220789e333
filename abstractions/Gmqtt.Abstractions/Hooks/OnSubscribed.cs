using Gmqtt.Clients;
using Gmqtt.Messages;

namespace Gmqtt.Hooks;

/// <summary>A subscription was stored, before its retained messages and the SUBACK are sent. Observes; a fault is logged and ignored.</summary>
/// <param name="client">The client.</param>
/// <param name="subscription">The subscription as stored.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task; the SUBACK waits for it.</returns>
public delegate ValueTask OnSubscribed(IClient client, Subscription subscription, CancellationToken cancellationToken);
