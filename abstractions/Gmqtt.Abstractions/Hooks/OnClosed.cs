using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Hooks;

/// <summary>A connection that had got its CONNACK has ended; before its will is published and its session ends. Observes; a fault is logged and ignored.</summary>
/// <param name="client">The client.</param>
/// <param name="reason">How it ended.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task; a connect with the same Client Identifier waits for it.</returns>
public delegate ValueTask OnClosed(IClient client, CloseReason reason, CancellationToken cancellationToken);

/// <summary>How a connection ended.</summary>
/// <param name="Code">The reason code sent, received or implied; <see cref="ReasonCode.UnspecifiedError"/> when the network failed.</param>
/// <param name="ByClient">Whether the client closed.</param>
/// <param name="Detail">For the log: what exactly happened, or null.</param>
public sealed record CloseReason(ReasonCode Code, bool ByClient, string? Detail);
