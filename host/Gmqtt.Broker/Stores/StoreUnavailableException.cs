namespace Gmqtt.Broker.Stores;

/// <summary>The store cannot do what it was asked for now: disk full, a write that failed, a server that is away. The same again later may work.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Says what is wrong in one sentence.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What the engine said.</param>
    public StoreUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
