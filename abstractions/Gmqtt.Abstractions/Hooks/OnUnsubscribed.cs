using Gmqtt.Clients;

namespace Gmqtt.Hooks;

/// <summary>A subscription was removed on the client's request, before the UNSUBACK. Observes; a fault is logged and ignored.</summary>
/// <param name="client">The client.</param>
/// <param name="fullTopicFilter">The filter, with <c>$share/name/</c> if it was shared.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task; the UNSUBACK waits for it.</returns>
public delegate ValueTask OnUnsubscribed(IClient client, string fullTopicFilter, CancellationToken cancellationToken);
