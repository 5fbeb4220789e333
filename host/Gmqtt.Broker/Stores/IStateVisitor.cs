using Gmqtt.Broker.Stores.Records;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Stores;

/// <summary>
/// Is told what a store holds when the broker starts. Called on one thread at a time; spans are valid during the call; the same row may be told twice. What belongs to a session that was not told is left over
/// from one that ended: whoever is told removes it.
/// </summary>
public interface IStateVisitor
{
    /// <summary>A session. Two of the same Client Identifier: the higher number is the one that lives.</summary>
    /// <param name="session">Its number.</param>
    /// <param name="record">What is kept of it.</param>
    void Session(ulong session, SessionRecord record);

    /// <summary>A subscription.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="subscription">With all its options.</param>
    void Subscription(ulong session, Subscription subscription);

    /// <summary>A will that is not published yet.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="will">When, and what.</param>
    void Will(ulong session, in WillRecord will);

    /// <summary>A retained message.</summary>
    /// <param name="message">It.</param>
    void Retained(in MessageRecord message);
}
