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

        Queue.Enqueue(outbound);
        batch.Tally.Queued++;
        batch.Tally.QueuedBytes += outbound.Message.Size;
        Changed(batch);
        return DeliveryOutcome.Queued;
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

    internal void Start(ushort packetId, QoS qos, in OutboundMessage kept, Batch batch)
    {
        InFlight.Start(packetId, qos, _session.Engine.Clock.Coarse, kept);
        _count = Queue.Count + InFlight.Count;
        batch.Tally.InFlight++;
    }

    internal OutboundMessage Complete(int index, bool returnsQuota, Batch batch)
    {
        var outbound = InFlight.Complete(index, returnsQuota);
        _count = Queue.Count + InFlight.Count;
        batch.Tally.InFlight--;
        batch.Tally.Touch();
        return outbound;
    }

    internal DeliveryOutcome Drop(in OutboundMessage outbound, DropReason reason, Batch batch)
    {
        _session.Stats?.Dropped(outbound.QoS, reason);
        batch.Dropped(_session.ClientId, outbound.Message, outbound.QoS, outbound.Retain, reason);
        return DeliveryOutcome.Dropped;
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

    /// <summary>Empties queue and window at the session's end; what members of shared groups should get in its stead is returned with its references.</summary>
    internal List<OutboundMessage> Clear(Batch batch)
    {
        var orphans = new List<OutboundMessage>();
        while (InFlight.Count > 0)
        {
            // [MQTT-4.8.2-5] what was started as QoS 2 is not given to another member; QoS 1 may be.
            var mayMove = InFlight[0].State == InFlightState.AwaitingPubAck && InFlight[0].Outbound.Group is not null;
            var outbound = Complete(0, returnsQuota: false, batch);
            if (mayMove) orphans.Add(outbound);
            else outbound.Message?.Release();
        }

        while (Queue.Count > 0)
        {
            var outbound = Dequeue(batch);
            if (outbound.Group is not null && outbound.QoS > QoS.AtMostOnce) orphans.Add(outbound);
            else Drop(outbound, DropReason.SessionEnded, batch);
        }

        batch.Tally.Touch();
        return orphans;
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
