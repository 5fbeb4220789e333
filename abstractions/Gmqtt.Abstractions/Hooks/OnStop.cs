namespace Gmqtt.Hooks;

/// <summary>The broker stops: listeners are closed and clients are gone; plugins are unloaded after this. Observes; a fault is logged and ignored.</summary>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task; the stop waits for it.</returns>
public delegate ValueTask OnStop(CancellationToken cancellationToken);
