using Gmqtt.Clients;

namespace Gmqtt.Hooks;

/// <summary>
/// Decides on a SUBSCRIBE: change or refuse each filter before it is stored. A fault or timeout refuses every filter with 0x83 (3.x: 0x80).
/// </summary>
/// <param name="client">The client.</param>
/// <param name="request">The filters.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long or the client has gone.</param>
/// <returns>A task; the client's next packets wait for it.</returns>
public delegate ValueTask OnSubscribe(IClient client, SubscribeRequest request, CancellationToken cancellationToken);
