using System.Diagnostics.CodeAnalysis;
using Gmqtt.Broker.Routing;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Sends what waits in a session, as far as the connection takes it: first again what is in flight, then, side by side, the retained messages that subscriptions are owed
/// and the queue. Guarded by the session's lock.
/// </summary>
internal sealed class Outflow
{
    private readonly Session _session;
    private readonly Backlog _backlog;
    private readonly OutboundQueue _queue;
    private readonly InFlightWindow _inFlight;
    private readonly Clearance _clearance = new();
    private List<RetainedReplay>? _replays;

    internal Outflow(Session session, Backlog backlog)
    {
        _session = session;
        _backlog = backlog;
        _queue = backlog.Queue;
        _inFlight = backlog.InFlight;
    }

    /// <summary>Retained messages are owed for a subscription.</summary>
    internal void Add(RetainedReplay replay)
    {
        // Subscribing again begins again: one client cannot pile up replays.
        _replays ??= [];
        _replays.RemoveAll(r => r.FullTopicFilter == replay.FullTopicFilter);
        _replays.Add(replay);
    }

    /// <summary>The connection has ended; what a hook said of it does not hold for the next.</summary>
    internal void Forget()
    {
        _clearance.Forget();
        _replays?.ForEach(r => r.Question = null);
    }

    /// <summary>The session has ended.</summary>
    internal void End() => _replays = null;

    /// <summary>What a hook has to be asked about before more can be sent, if anything, with a reference to its message.</summary>
    internal bool TryTake([NotNullWhen(true)] out DeliveryQuestion? question, out OutboundMessage about) => _clearance.TryTake(_replays?[0], out question, out about);

    /// <summary>Sends until there is nothing more, the connection takes no more, or a hook has to be asked.</summary>
    internal void Run(Peer peer, Batch batch)
    {
        while (peer.Outbox.IsWritable && (ResendOne(peer, batch) || ReplayOne(peer, batch) | SendOne(peer, batch)))
        {
        }

        _backlog.Changed(batch);
        if (peer.Outbox.Length > 0) batch.Touch(peer.Outbox);
    }

    private bool ResendOne(Peer peer, Batch batch)
    {
        if (_inFlight.IsResent) return false;
        ref readonly var message = ref _inFlight[_inFlight.Resending];
        var isPublish = message.State is InFlightState.AwaitingPubAck or InFlightState.AwaitingPubRec;
        if (message.State == InFlightState.AwaitingPubComp) _session.Sender.WriteAck(PacketType.PubRel, message.PacketId, ReasonCode.Success, batch); // [MQTT-4.3.3-5]
        if (isPublish)
        {
            if (!_inFlight.HasQuota) return false;
            var allowed = message.Outbound.Message is null ? true : _clearance.OfResend(message.Outbound, batch);
            if (allowed is null) return false;
            if (message.Outbound.Message is null || allowed == false || !TryWrite(peer, message.Outbound, message.PacketId, dup: true, batch))
            {
                // [MQTT-3.1.2-25] too large for this connection: treated as delivered.
                var outbound = _backlog.Complete(_inFlight.Resending, returnsQuota: false, batch);
                if (outbound.Message is null) Backlog.Abandon(outbound, batch);
                else _backlog.Drop(outbound, allowed == false ? DropReason.NotAllowed : DropReason.ExceedsMaximumPacketSize, batch);
                return true;
            }

            if (batch.WantsDelivered) batch.Delivered(peer.Client, message.Outbound.Message.AddReference(), message.Outbound.QoS, message.Outbound.Retain);
        }

        _inFlight.Resent(tookQuota: isPublish);
        return true;
    }

    private bool ReplayOne(Peer peer, Batch batch)
    {
        if (_replays is null || !_inFlight.IsResent) return false;
        var replay = _replays[0];
        if (replay.QoS > QoS.AtMostOnce && !_inFlight.HasQuota) return false;
        // [MQTT-3.10.4-2] nothing more for a subscription that has gone meanwhile.
        StoredMessage? message = null;
        if (_session.Subscriptions.Find(replay.FullTopicFilter) is null || !replay.TryPeek(out message))
        {
            _replays.RemoveAt(0);
            if (_replays.Count == 0) _replays = null;
            return true;
        }

        var outbound = new OutboundMessage(message, replay.Limit(message.QoS), true, replay.SubscriptionIds, null, long.MaxValue);
        if (Clearance.OfReplay(replay, outbound, batch) is not { } allowed) return false;
        replay.Taken();
        batch.Tally.Routed++;
        message.AddReference();
        if (allowed) Send(peer, outbound, batch);
        else _backlog.Drop(outbound, DropReason.NotAllowed, batch);
        return true;
    }

    private bool SendOne(Peer peer, Batch batch)
    {
        if (_queue.Count == 0) return false;
        // [MQTT-3.3.4-10] the window is full: only QoS 0 may go.
        var index = _inFlight.HasQuota && _inFlight.IsResent ? 0 : _queue.IndexOfQoS0();
        if (index < 0 || _clearance.OfQueued(_queue[index], batch) is not { } allowed) return false;
        var outbound = _backlog.Dequeue(batch, index);
        if (allowed) SendQueued(peer, outbound, batch);
        else _backlog.Drop(outbound, DropReason.NotAllowed, batch);
        return true;
    }

    private void SendQueued(Peer peer, in OutboundMessage outbound, Batch batch)
    {
        if (_session.Engine.Clock.HasCome(outbound.ExpiresAt))
        {
            _backlog.Drop(outbound, DropReason.Expired, batch); // [MQTT-3.3.2-5]
            return;
        }

        batch.Waited(_session.Engine.Clock.Coarse - outbound.Message.ArrivedAt);
        Send(peer, outbound, batch);
    }

    private void Send(Peer peer, in OutboundMessage outbound, Batch batch)
    {
        var packetId = outbound.QoS == QoS.AtMostOnce ? (ushort)0 : _inFlight.NextPacketId();
        var at = peer.Outbox.Length;
        if (!TryWrite(peer, outbound, packetId, dup: false, batch))
        {
            _backlog.Drop(outbound, DropReason.ExceedsMaximumPacketSize, batch); // [MQTT-3.1.2-25]
            return;
        }

        if (batch.WantsDelivered) batch.Delivered(peer.Client, outbound.Message.AddReference(), outbound.QoS, outbound.Retain);
        if (outbound.QoS == QoS.AtMostOnce)
        {
            outbound.Message.Release();
            return;
        }

        _backlog.Start(packetId, outbound.QoS, outbound, batch);
        if (outbound.QoS == QoS.ExactlyOnce) peer.Outbox.Hold(at, batch.Ticket); // its identifier is stored before it is used
    }

    private bool TryWrite(Peer peer, in OutboundMessage outbound, ushort packetId, bool dup, Batch batch)
    {
        var message = outbound.Message;
        var publish = new OutgoingPublish
        {
            Topic = message.TopicUtf8,
            Payload = message.Payload.Span,
            QoS = outbound.QoS,
            Retain = outbound.Retain,
            Dup = dup, // [MQTT-3.3.1-1]
            PacketId = packetId,
            MessageExpiryInterval = message.ExpiryInterval is null ? null : message.RemainingExpiry(_session.Engine.Clock.Now),
            ForwardedProperties = message.Properties.Span,
            SubscriptionIdentifiers = outbound.SubscriptionIds,
        };
        return PublishWriter.TryWrite(_session, peer, publish, peer.Aliases is null ? default : message.TopicName, batch);
    }
}
