namespace Gmqtt.Broker.Stores;

/// <summary>
/// The store holds what this version cannot read. Never half read, never repaired without being asked: the sentence names the place and what repairs it. The executable ends with
/// exit code 78.
/// </summary>
public sealed class StoreCorruptException : Exception
{
    /// <summary>Names place, fault and remedy in one sentence.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What the engine said.</param>
    public StoreCorruptException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
