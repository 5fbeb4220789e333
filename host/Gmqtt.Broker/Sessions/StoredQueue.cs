using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Reads the queue that a session had in the life before, when a connection is about to use the session: a million absent clients cost their sessions, not their queues.
/// What has been queued since the start is in memory already and is told apart by its position, which is higher than every one of an earlier life.
/// </summary>
internal sealed class StoredQueue : ISessionVisitor
{
    private const int Page = 1000;

    private readonly Session _session;
    private readonly Engine _engine;
    private readonly ulong _last;
    private readonly List<OutboundMessage> _queued = [];
    private readonly List<InFlightMessage> _inFlight = [];
    private readonly List<ushort> _received = [];
    private ulong _after;

    private StoredQueue(Session session)
    {
        _session = session;
        _engine = session.Engine;
        _last = _engine.LastIdOfLifeBefore;
    }

    /// <summary>Gives a session its stored queue; the caller holds the slot of its Client Identifier, and nobody is connected to it.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be read now; the session stays as it was.</exception>
    internal static async ValueTask LoadAsync(Session session)
    {
        var queue = new StoredQueue(session);
        try
        {
            while (await session.Engine.Store!.ReadSessionAsync(session.Journal!.Number, queue._after, Page, queue, CancellationToken.None) && queue._after < queue._last)
            {
                queue.CheckRoom();
            }
        }
        catch
        {
            queue.Release();
            throw;
        }

        using var batch = session.Engine.Batches.Rent();
        queue._inFlight.Sort(static (a, b) => a.Turn.CompareTo(b.Turn));
        session.Sender.Restore(queue._inFlight, queue._queued, batch);
        foreach (var packetId in queue._received) session.Received.Add(packetId);
        session.IsStored = false;
    }

    public void Received(ushort packetId) => _received.Add(packetId);

    public void Entry(in QueueRecord entry, in MessageRecord message)
    {
        _after = entry.Position;
        if (entry.Position > _last) return;
        var outbound = new OutboundMessage(
            null!, entry.QoS, entry.Retain, entry.SubscriptionIds.ToArray(), GroupOf(entry.SharedFilter), _engine.Clock.FromUnix(entry.ExpiresAt), entry.MessageId, entry.Position);
        if (!entry.IsReleased)
        {
            var stored = _engine.Messages.Rent();
            stored.Set(message, _engine.Clock);
            outbound = outbound with { Message = stored };
        }

        if (entry.PacketId == 0)
        {
            _queued.Add(outbound);
            return;
        }

        _inFlight.Add(new InFlightMessage
        {
            PacketId = entry.PacketId,
            Turn = entry.Turn,
            State = entry.IsReleased ? InFlightState.AwaitingPubComp
                : entry.QoS == Mqtt.QoS.AtLeastOnce ? InFlightState.AwaitingPubAck : InFlightState.AwaitingPubRec,
            SentAt = _engine.Clock.Coarse,
            IsMarked = entry.IsMarked,
            Outbound = outbound,
        });
    }

    private SharedGroup? GroupOf(string? fullTopicFilter)
        => fullTopicFilter is not null && _session.Subscriptions.Find(fullTopicFilter) is { } subscription ? _engine.Subscriptions.FindGroup(subscription) : null;

    /// <summary>What is stored is not lost for want of memory: it is read when there is some.</summary>
    private void CheckRoom()
    {
        if (!_engine.Held.MayBegin) throw new StoreUnavailableException("clients together hold as much memory as they may");
    }

    private void Release()
    {
        foreach (var message in _queued) message.Message.Release();
        foreach (var message in _inFlight) message.Outbound.Message?.Release();
    }
}
