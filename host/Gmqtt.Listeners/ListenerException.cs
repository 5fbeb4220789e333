namespace Gmqtt.Listeners;

/// <summary>
/// A listener cannot be started: its address is taken or not of this machine, its certificate is bad, its options contradict. Nothing was
/// changed.
/// </summary>
public sealed class ListenerException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="index">Which of the listeners given, from 0.</param>
    /// <param name="address">Its configured address.</param>
    /// <param name="message">What is wrong, and what to do about it.</param>
    /// <param name="innerException">The system's own words.</param>
    public ListenerException(int index, string address, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Index = index;
        Address = address;
    }

    /// <summary>Which of the listeners given, from 0.</summary>
    public int Index { get; }

    /// <summary>Its configured address.</summary>
    public string Address { get; }
}
