namespace Gmqtt.Broker.Outbound;

/// <summary>
/// An output that can send at once from memory that is not the caller's to keep: what a publisher sent goes on to a subscriber from where it was received. A transport whose
/// <see cref="Connections.ITransport"/> output is one of these offers it; for others the bytes are copied into the connection's own buffer.
/// </summary>
public interface IDirectOutput
{
    /// <summary>Sends what goes out at once and waits for nothing; not while a write is under way. Any thread, never throws for what the network does.</summary>
    /// <param name="source">What is sent; not looked at any more after the call.</param>
    /// <returns>How many bytes went out, 0 where there is no room; below zero where nobody can be reached any more.</returns>
    int TrySend(ReadOnlySpan<byte> source);
}
