namespace Gmqtt.Broker.Stores;

/// <summary>
/// A durable store: a journal of changes plus a loader. The running broker's state is in memory; the store hears of every change in the order in which it happened
/// and is asked for its state once, when the broker starts. A broker without one has no journal, and pays one null test where a change would be written.
/// <para>
/// <b>The way of a change.</b> Whoever changes durable state appends the <see cref="ChangeKind"/> to the <c>Journal</c> while it still holds the lock that guards that state, so
/// that the journal's order is the order of the changes. The change is encoded there, once, into the <see cref="ChangeBatch"/> that is gathering; no object is made for it.
/// What belongs together (a message, its place in every queue, the publisher's QoS 2 identifier) is appended within one unit, and a batch is never cut inside a unit.
/// One writer takes what has gathered while the last commit ran and commits it as one: that is group commit, and it needs no timer to be wide when it matters.
/// Each append returns a ticket, the number of its batch. An acknowledgement leaves when the ticket's batch is committed, in the order of the tickets.
/// </para>
/// <para>
/// <b>What is kept.</b> A session has a number for life; everything of it is kept under that number, never under its Client Identifier, so no name can be mistaken for
/// another's key, and nothing of a session that ended can turn up in its successor. A message in a queue has a position; positions, session numbers and message numbers come from one
/// counter, whose upper bits change with every start, so none is given twice. A message that one queue holds lies in that queue's record; one that several hold lies
/// in a record of its own with the count of its holders, written in the same commit as they are, so that nothing has to be collected at start. Every value begins with a version and
/// a checksum over its table, its key and itself: a record that is of another version, damaged, or in another's place is refused, not half read.
/// </para>
/// <para>
/// <b>The writer's rules.</b> <see cref="ChangeKind.SessionRemoved"/> is the last change of a session's number and comes after <see cref="ChangeKind.Unsubscribed"/> for
/// each of its filters; the store lets go of its queue by itself. <see cref="ChangeKind.MessageAdded"/> comes in the same unit as every <see cref="ChangeKind.Queued"/> that
/// refers to it. <see cref="ChangeKind.Completed"/> is said once of each position, whatever the reason for which it leaves.
/// </para>
/// <para>
/// <b>Failure.</b> A commit that cannot be done throws <see cref="StoreUnavailableException"/>, completes no ticket, and is asked for again with the same number until it is done
/// or the broker stops; a store makes sure that a commit whose outcome was unknown is not applied twice. What is pending meanwhile is bounded, and publishers wait.
/// <see cref="StoreCorruptException"/>, <see cref="StoreInUseException"/> and <see cref="StoreLostException"/> end it: they need a person.
/// </para>
/// Reading and committing may overlap; commits are never asked for two at a time.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>What it is, for sentences: <c>disk store /var/lib/gmqtt</c>.</summary>
    string Name { get; }

    /// <summary>What an acknowledgement is worth with it, in one sentence for the log at start.</summary>
    string Promise { get; }

    /// <summary>Opens the store for this process alone, and makes it when there is none.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How often it has been opened, this time included.</returns>
    /// <exception cref="StoreUnavailableException">It cannot be reached now; asking again may help.</exception>
    /// <exception cref="StoreInUseException">Another broker has it.</exception>
    /// <exception cref="StoreCorruptException">It holds what this version cannot read.</exception>
    ValueTask<long> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Tells all sessions, then subscriptions and wills, then retained messages; queues stay where they are.</summary>
    /// <param name="visitor">Is told, one record at a time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when all has been told.</returns>
    ValueTask LoadAsync(IStateVisitor visitor, CancellationToken cancellationToken);

    /// <summary>Reads a part of a session's queue, oldest first, as of the last commit.</summary>
    /// <param name="session">The session's number.</param>
    /// <param name="after">Only what has a higher position; with 0 the session's received QoS 2 identifiers are told too.</param>
    /// <param name="most">Most entries to tell; at least 1.</param>
    /// <param name="visitor">Is told.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there is more.</returns>
    ValueTask<bool> ReadSessionAsync(ulong session, ulong after, int most, ISessionVisitor visitor, CancellationToken cancellationToken);

    /// <summary>Commits a batch; returns when it is as durable as the store promises.</summary>
    /// <param name="batch">The changes; not touched by anybody else until this has returned.</param>
    /// <param name="number">The batch's number, one higher than that of the batch before; the same again after a failure.</param>
    /// <param name="cancellationToken">Gives up waiting; the outcome is unknown then.</param>
    /// <returns>Completes when the batch is committed.</returns>
    ValueTask CommitAsync(ChangeBatch batch, long number, CancellationToken cancellationToken);
}
