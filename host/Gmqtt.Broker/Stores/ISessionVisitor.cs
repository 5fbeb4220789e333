using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Broker.Stores;

/// <summary>Is told the queue of one session, a page at a time. Called on one thread at a time; spans are valid during the call.</summary>
public interface ISessionVisitor
{
    /// <summary>A QoS 2 identifier that was received and not released.</summary>
    /// <param name="packetId">It.</param>
    void Received(ushort packetId);

    /// <summary>The next message of the queue, in the order in which they were queued. What has a Packet Identifier is in flight; <see cref="QueueRecord.Turn"/> orders that.</summary>
    /// <param name="entry">Its place.</param>
    /// <param name="message">It.</param>
    void Entry(in QueueRecord entry, in MessageRecord message);
}
