using Gmqtt.Broker.Routing;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// What a session has not got rid of yet: the queue and what is in flight, bounded together, with every change counted. Guarded by the session's lock;
/// <see cref="Count"/> is read without.
/// </summary>
internal sealed class Backlog
{
    private readonly Session _session;
    private volatile int _count;

    internal Backlog(Session session) => _session = session;

    internal OutboundQueue Queue { get; } = new();

    internal InFlightWindow InFlight { get; } = new();

    internal Congestion Congestion { get; } = new();

    /// <summary>Messages in flight and queued.</summary>
    internal int Count => _count;

    /// <summary>Puts a message into the queue, dropping what <see cref="DropPolicy"/> says when it is full; takes over the message's reference.</summary>
    internal DeliveryOutcome Enqueue(in OutboundMessage outbound, Batch batch)
    {
        var limit = _session.MaxQueuedMessages;
        while (_count >= limit || (Queue.Bytes + outbound.Message.Size > batch.Options.Mqtt.MaxQueuedBytes && Queue.Count > 0))
        {
            if (!MakeRoom(outbound.QoS, batch)) return Drop(outbound, DropReason.QueueFull, batch);
        }

        if (!batch.Held.MayWait(batch.Unsettled) && !MakeRoomOfExpired(batch)) return Drop(outbound, DropReason.MemoryFull, batch);
        // QoS 0 promises nothing, and is not stored.
        Queue.Enqueue(outbound.QoS > QoS.AtMostOnce && _session.Journal is { } journal ? journal.Queued(outbound, packetId: 0, turn: 0, batch) : outbound);
        batch.Tally.Queued++;
        batch.Tally.QueuedBytes += outbound.Message.Size;
        Changed(batch);
        return DeliveryOutcome.Queued;
    }

    /// <summary>Puts what is stored of the life before in front of what has come since, and drops what is too much then.</summary>
    internal void Restore(List<InFlightMessage> inFlight, List<OutboundMessage> queued, Batch batch)
    {
        foreach (var message in inFlight) InFlight.Restore(message);
        Queue.Prepend(queued);
        batch.Tally.Routed += inFlight.Count + queued.Count;
        batch.Tally.InFlight += inFlight.Count;
        batch.Tally.Queued += queued.Count;
        foreach (var message in queued) batch.Tally.QueuedBytes += message.Message.Size;
        Changed(batch);
        while ((_count > _session.MaxQueuedMessages || Queue.Bytes > batch.Options.Mqtt.MaxQueuedBytes) && Queue.Count > 1 && MakeRoom(QoS.AtLeastOnce, batch)) Changed(batch);
    }

    /// <summary>Takes the oldest message out of the queue, or the one at an index.</summary>
    internal OutboundMessage Dequeue(Batch batch, int index = 0)
    {
        var outbound = index == 0 ? Queue.Dequeue() : Queue.RemoveAt(index);
        batch.Tally.Queued--;
        batch.Tally.QueuedBytes -= outbound.Message.Size;
        _count = Queue.Count + InFlight.Count;
        return outbound;
    }

    /// <summary>A message of QoS 1 or 2 is sent for the first time, out of the queue or past it.</summary>
    internal void Start(ushort packetId, QoS qos, OutboundMessage kept, Batch batch)
    {
        var turn = InFlight.Turn;
        var isMarked = kept.Position != 0;
        if (_session.Journal is { } journal && kept.Message is not null)
        {
            if (isMarked) journal.Sent(kept.Position, packetId, turn, batch);
            else kept = journal.Queued(kept, packetId, turn, batch);
        }

        InFlight.Start(packetId, qos, _session.Engine.Clock.Coarse, kept, isMarked);
        _count = Queue.Count + InFlight.Count;
        batch.Tally.InFlight++;
    }

    /// <summary>PUBREC has come: the message is never sent again, and a PUBREL is owed.</summary>
    internal void Release(int index, Batch batch)
    {
        ref var message = ref InFlight[index];
        if (message.State != InFlightState.AwaitingPubComp && message.Outbound.Position != 0)
        {
            _session.Journal?.Released(message, batch);
            message.IsMarked = true;
        }

        message.Outbound.Message?.Release();
        message.Outbound = message.Outbound.WithoutMessage();
        message.State = InFlightState.AwaitingPubComp;
    }

    internal OutboundMessage Complete(int index, bool returnsQuota, Batch batch)
    {
        var isMarked = InFlight[index].IsMarked;
        var outbound = InFlight.Complete(index, returnsQuota);
        if (outbound.Position != 0) _session.Journal?.Completed(outbound, isMarked);
        outbound = outbound.WithoutPlace();
        _count = Queue.Count + InFlight.Count;
        batch.Tally.InFlight--;
        batch.Tally.Touch();
        return outbound;
    }

    internal DeliveryOutcome Drop(in OutboundMessage outbound, DropReason reason, Batch batch)
    {
        if (outbound.Position != 0) _session.Journal?.Completed(outbound, isMarked: false);
        _session.Stats?.Dropped(outbound.QoS, reason);
        batch.Dropped(_session.ClientId, outbound.Message, outbound.QoS, outbound.Retain, reason);
        return DeliveryOutcome.Dropped;
    }

    /// <summary>It was in flight, and will not be sent again.</summary>
    internal static void Abandon(in OutboundMessage outbound, Batch batch)
    {
        batch.Tally.Abandoned++;
        batch.Tally.Touch();
        outbound.Message?.Release();
    }

    /// <summary>Publishers may want to know.</summary>
    internal void Changed(Batch batch)
    {
        _count = Queue.Count + InFlight.Count;
        batch.Tally.Touch();
        Congestion.Update(Queue.Count, _session.MaxQueuedMessages);
    }

    /// <summary>The window, then the queue (as <see cref="InFlightState.Completed"/>, without an identifier), each message with a reference of its own.</summary>
    internal List<InFlightMessage> Browse(int max)
    {
        var messages = new List<InFlightMessage>();
        for (var i = 0; i < InFlight.Span && messages.Count < max; i++)
        {
            if (InFlight[i].State != InFlightState.Completed) messages.Add(InFlight[i]);
        }

        for (var i = 0; i < Queue.Count && messages.Count < max; i++) messages.Add(new InFlightMessage { Outbound = Queue[i] });
        foreach (var message in messages) message.Outbound.Message?.AddReference();
        return messages;
    }

    /// <summary>Empties queue and window at the session's end, of which the journal is told by itself; what members of shared groups should get in its stead is returned with its references.</summary>
    internal List<OutboundMessage> Clear(Batch batch)
    {
        var orphans = new List<OutboundMessage>();
        while (InFlight.Count > 0)
        {
            // [MQTT-4.8.2-5] what was started as QoS 2 is not given to another member; QoS 1 may be.
            var mayMove = InFlight[0].State == InFlightState.AwaitingPubAck && InFlight[0].Outbound.Group is not null;
            var outbound = InFlight.Complete(0, returnsQuota: false).WithoutPlace();
            batch.Tally.InFlight--;
            if (mayMove) orphans.Add(outbound);
            else Abandon(outbound, batch);
        }

        while (Queue.Count > 0)
        {
            var outbound = Dequeue(batch).WithoutPlace();
            if (outbound.Group is not null && outbound.QoS > QoS.AtMostOnce) orphans.Add(outbound);
            else Drop(outbound, DropReason.SessionEnded, batch);
        }

        _count = 0;
        batch.Tally.Touch();
        return orphans;
    }

    /// <summary>Clients together hold too much: what need not be delivered any more goes first.</summary>
    private bool MakeRoomOfExpired(Batch batch)
    {
        var now = _session.Engine.Clock.Now;
        while (Queue.IndexOfExpired(now) is var index and >= 0) Drop(Dequeue(batch, index), DropReason.Expired, batch);
        return batch.Held.MayWait(batch.Unsettled);
    }

    /// <summary>Drops one message so that another fits; false when that one is the other.</summary>
    private bool MakeRoom(QoS arriving, Batch batch)
    {
        var now = _session.Engine.Clock.Now;
        if (DropPolicy.DropsOldestInFlight(InFlight, batch.Options.Mqtt.InflightExpiry, now))
        {
            Drop(Complete(0, returnsQuota: true, batch), DropReason.InflightExpired, batch);
            return true;
        }

        var index = DropPolicy.Choose(Queue, arriving, now, out var reason);
        if (index == DropPolicy.TheNewOne) return false;
        Drop(Dequeue(batch, index), reason, batch);
        return true;
    }
}
