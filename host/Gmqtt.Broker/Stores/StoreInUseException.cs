namespace Gmqtt.Broker.Stores;

/// <summary>Another broker has the store, or has taken it over: two that write to it would each undo what the other acknowledged.</summary>
public sealed class StoreInUseException : Exception
{
    /// <summary>Says who has it.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What the engine said.</param>
    public StoreInUseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
