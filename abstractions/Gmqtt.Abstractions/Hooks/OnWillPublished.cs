using Gmqtt.Messages;

namespace Gmqtt.Hooks;

/// <summary>A Will Message was published. Observes; a fault is logged and ignored.</summary>
/// <param name="clientId">Whose will it was.</param>
/// <param name="message">The message as published.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task.</returns>
public delegate ValueTask OnWillPublished(string clientId, Message message, CancellationToken cancellationToken);
