using Gmqtt.Clients;

namespace Gmqtt.Hooks;

/// <summary>
/// Decides on a message that a client published: once per message, not for duplicates of a QoS 2 message, before anything is retained or routed.
/// Runs on the thread that reads this client's network: do not block it. A fault or timeout drops the message with 0x83.
/// </summary>
/// <param name="client">The publisher.</param>
/// <param name="request">The message; valid until the returned task completes.</param>
/// <param name="cancellationToken">Cancelled when the client has gone.</param>
/// <returns>A task; the client's next packets wait for it, other clients' do not.</returns>
public delegate ValueTask OnMsgArrived(IClient client, MsgArrivedRequest request, CancellationToken cancellationToken);
