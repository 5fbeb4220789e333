namespace Gmqtt.Broker.Stores;

/// <summary>The store has lost what was committed to it while the broker ran: emptied, or failed over to a copy that had less. What is in memory is more than what is kept.</summary>
public sealed class StoreLostException : Exception
{
    /// <summary>Says what was lost.</summary>
    /// <param name="message">The sentence.</param>
    public StoreLostException(string message)
        : base(message)
    {
    }
}
