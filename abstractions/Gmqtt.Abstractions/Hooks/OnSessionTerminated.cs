namespace Gmqtt.Hooks;

/// <summary>A session has ended and all its state is gone. Observes; a fault is logged and ignored.</summary>
/// <param name="clientId">Whose session it was.</param>
/// <param name="reason">Why it ended.</param>
/// <param name="cancellationToken">Cancelled when the call has taken too long.</param>
/// <returns>A task.</returns>
public delegate ValueTask OnSessionTerminated(string clientId, SessionTerminatedReason reason, CancellationToken cancellationToken);

/// <summary>Why a session ended; the numbers are gmqtt's.</summary>
public enum SessionTerminatedReason
{
    /// <summary>Its connection closed and it was not to outlive it, or an administrator ended it.</summary>
    Normal = 0,

    /// <summary>Another connection with the same Client Identifier asked for a clean start.</summary>
    TakenOver = 1,

    /// <summary>Its Session Expiry Interval has passed.</summary>
    Expired = 2,
}
