using Gmqtt.Broker.Routing;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Everything outbound of one session: what is queued, what is in flight, and the connection it goes to when there is one. One lock guards it all, and the connection's
/// send buffer too; nothing is awaited and no hook is called while it is held.
/// <para>
/// A message is encoded at once when the connection takes it, its window has room and nothing of its kind waits before it; else it joins the queue. QoS 0 passes
/// QoS 1 and 2 that wait for the window [MQTT-4.9.0-3]. What waits is sent by <see cref="Drain"/>: after an acknowledgement, when the network takes more, and after a resume,
/// where the messages in flight go first, again and in order.
/// </para>
/// </summary>
internal sealed class Sender
{
    /// <summary>A send that had to wait and went through: messages it counts for as progress.</summary>
    private const int WorthOfADrain = 64;

    private readonly Session _session;
    private readonly OutboundQueue _queue = new();
    private readonly InFlightWindow _inFlight = new();
    private PacketIdentifiers _packetIds;
    private List<RetainedReplay>? _replays;
    private Peer? _peer;
    private int _quota;
    private int _resend;
    private bool _ended;
    private volatile bool _connected;
    private volatile int _backlog;

    internal Sender(Session session) => _session = session;

    internal Lock Gate { get; } = new();

    internal bool IsConnected => _connected;

    internal int Backlog => _backlog;

    internal int Queued => _queue.Count;

    internal long QueuedBytes => _queue.Bytes;

    internal int InFlight => _inFlight.Count;

    internal Congestion Congestion { get; } = new();

    /// <summary>Messages may go to this connection from now on; the CONNACK is already in its buffer. Sends what waits.</summary>
    internal void Attach(Peer peer, Batch batch)
    {
        lock (Gate)
        {
            _peer = peer;
            _connected = true;
            // [MQTT-4.9.0-1] a new connection begins with its full quota and gets again what the former one did not complete. [MQTT-4.4.0-1]
            _quota = peer.Window;
            _resend = 0;
            peer.Outbox.Drained = OnDrained;
            DrainLocked(batch);
        }
    }

    /// <summary>The connection has ended; what comes now waits.</summary>
    internal void Detach()
    {
        lock (Gate)
        {
            if (_peer is { } peer) peer.Outbox.Drained = null;
            _peer = null;
            _connected = false;
        }

        Congestion.Relieve();
    }

    /// <summary>The session has ended: gives back everything it kept, and returns what members of its shared groups should get in its stead.</summary>
    internal List<OutboundMessage> End(Batch batch)
    {
        var orphans = new List<OutboundMessage>();
        lock (Gate)
        {
            _ended = true;
            for (var i = 0; i < _inFlight.Span; i++)
            {
                ref readonly var message = ref _inFlight[i];
                if (message.State == InFlightState.Completed) continue;
                batch.Tally.InFlight--;

                // [MQTT-4.8.2-5] what was started as QoS 2 is not given to another member; QoS 1 may be.
                if (message.State == InFlightState.AwaitingPubAck && message.Outbound.Group is not null) orphans.Add(message.Outbound);
                else message.Outbound.Message?.Release();
            }

            while (_queue.Count > 0)
            {
                var outbound = _queue.Dequeue();
                batch.Tally.Queued--;
                if (outbound.Group is not null && outbound.QoS > QoS.AtMostOnce) orphans.Add(outbound);
                else batch.Dropped(_session.ClientId, outbound.Message, outbound.QoS, outbound.Retain, DropReason.SessionEnded);
            }

            _replays = null;
            _backlog = 0;
            batch.Tally.Touch();
        }

        Congestion.Relieve();
        return orphans;
    }

    internal DeliveryOutcome Deliver(RoutedMessage message, Route route, Batch batch)
    {
        var qos = message.QoS < route.QoS ? message.QoS : route.QoS; // [MQTT-3.8.4-8]
        var retain = message.Retain && route.RetainAsPublished; // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
        lock (Gate)
        {
            if (_ended) return DeliveryOutcome.Gone;
            if (_peer is not { } peer)
            {
                return qos == QoS.AtMostOnce && !batch.Options.Mqtt.QueueQoS0Messages
                    ? Drop(batch, message.Keep(), qos, retain, DropReason.OfflineQoS0)
                    : Enqueue(message, route, qos, retain, batch);
            }

            if (!MaySendNow(peer, qos)) return Enqueue(message, route, qos, retain, batch);
            var packetId = qos == QoS.AtMostOnce ? (ushort)0 : _packetIds.Next(_inFlight);
            var outgoing = new OutgoingPublish
            {
                Topic = message.TopicUtf8,
                Payload = message.Payload.Span,
                QoS = qos,
                Retain = retain,
                PacketId = packetId,
                MessageExpiryInterval = message.ExpiryInterval,
                ForwardedProperties = message.Properties.Span,
                SubscriptionIdentifiers = route.SubscriptionIds,
            };
            if (!PublishWriter.TryWrite(_session, peer, outgoing, peer.Aliases is null ? default : message.TopicChars, batch))
            {
                if (route.Group is not null) return DeliveryOutcome.TooLarge;
                return Drop(batch, message.Keep(), qos, retain, DropReason.ExceedsMaximumPacketSize);
            }

            if (qos > QoS.AtMostOnce)
            {
                // A session that cannot be resumed never sends a message again: it keeps the identifier alone.
                var kept = _session.IsEphemeral && route.Group is null
                    ? default
                    : new OutboundMessage(message.Keep(), qos, retain, route.SubscriptionIds, route.Group, long.MaxValue);
                Started(packetId, qos, kept, batch);
            }

            if (batch.WantsDelivered) batch.Delivered(peer.Client, message.Keep(), qos, retain);
            if (peer.Outbox.IsHeavy) return DeliveryOutcome.SentHeavy;
            return DeliveryOutcome.Sent;
        }
    }

    /// <summary>Puts a message that was meant for another member of a shared group into this session's queue; takes over its reference.</summary>
    internal bool Adopt(in OutboundMessage message, Batch batch)
    {
        lock (Gate)
        {
            if (_ended) return false;
            Enqueue(message, batch);
            DrainLocked(batch);
            return true;
        }
    }

    /// <summary>Sends the retained messages that a new subscription matches, as the client takes them.</summary>
    internal void Replay(RetainedReplay replay, Batch batch)
    {
        lock (Gate)
        {
            if (_ended) return;
            // Subscribing again begins again: one client cannot pile up replays.
            _replays ??= [];
            _replays.RemoveAll(r => r.FullTopicFilter == replay.FullTopicFilter);
            _replays.Add(replay);
            DrainLocked(batch);
        }
    }

    /// <summary>A PUBACK, PUBREC or PUBCOMP; false when it is of the wrong kind for what is in flight.</summary>
    internal bool Acknowledged(PacketType type, ushort packetId, ReasonCode code, Batch batch)
    {
        lock (Gate)
        {
            var index = _inFlight.IndexOf(packetId);
            if (index < 0)
            {
                // [MQTT-4.3.3-4] nothing is known of it: let the client complete, so that both sides forget it.
                if (type == PacketType.PubRec && code < ReasonCode.UnspecifiedError) WriteAck(PacketType.PubRel, packetId, ReasonCode.PacketIdentifierNotFound, batch);
                return true;
            }

            ref var message = ref _inFlight[index];
            switch (type)
            {
                case PacketType.PubAck when message.State == InFlightState.AwaitingPubAck:
                case PacketType.PubComp when message.State == InFlightState.AwaitingPubComp:
                    Completed(index, batch);
                    break;
                case PacketType.PubRec when code >= ReasonCode.UnspecifiedError && message.State == InFlightState.AwaitingPubRec:
                    Completed(index, batch); // [MQTT-4.4.0-2] refused counts as acknowledged
                    break;
                case PacketType.PubRec when message.State is InFlightState.AwaitingPubRec or InFlightState.AwaitingPubComp:
                    message.Outbound.Message?.Release(); // [MQTT-4.3.3-6] a PUBLISH is never sent again after its PUBREL
                    message.Outbound = default;
                    message.State = InFlightState.AwaitingPubComp;
                    WriteAck(PacketType.PubRel, packetId, ReasonCode.Success, batch);
                    return true;
                default:
                    return false;
            }

            Congestion.Progress();
            DrainLocked(batch);
            return true;
        }
    }

    /// <summary>Encodes a packet that is not a PUBLISH; nothing when there is no connection.</summary>
    internal void WriteAck(PacketType type, ushort packetId, ReasonCode code, Batch batch)
    {
        lock (Gate)
        {
            if (_peer is not { } peer) return;
            var ack = new AckPacket(packetId, peer.Version == ProtocolVersion.V5 ? code : ReasonCode.Success);
            var size = AckCodec.GetSize(ack, peer.Version);
            AckCodec.Write(peer.Outbox.Reserve(size), type, ack, peer.Version);
            batch.Tally.Sent(type, size);
            _session.Stats?.Sent(type, size);
            batch.Touch(peer.Outbox);
        }
    }

    /// <summary>Sends what waits and can go.</summary>
    internal void Drain(Batch batch)
    {
        lock (Gate) DrainLocked(batch);
    }

    /// <summary>The queue and the window as they are; for admin views.</summary>
    internal List<OutboundMessage> Snapshot(bool inFlight)
    {
        var messages = new List<OutboundMessage>();
        lock (Gate)
        {
            for (var i = 0; inFlight && i < _inFlight.Span; i++)
            {
                if (_inFlight[i].Outbound.Message is not null) messages.Add(_inFlight[i].Outbound);
            }

            for (var i = 0; !inFlight && i < _queue.Count; i++) messages.Add(_queue[i]);
        }

        return messages;
    }

    private void OnDrained()
    {
        using var batch = _session.Engine.Batches.Rent();
        lock (Gate)
        {
            Congestion.Progress(WorthOfADrain);
            DrainLocked(batch);
        }
    }

    private bool MaySendNow(Peer peer, QoS qos)
    {
        if (!peer.Outbox.IsWritable) return false;
        if (qos == QoS.AtMostOnce) return _queue.QoS0Count == 0;
        return _quota > 0 && _queue.Count == _queue.QoS0Count && _resend >= _inFlight.Span;
    }

    private void DrainLocked(Batch batch)
    {
        if (_peer is not { } peer) return;
        while (peer.Outbox.IsWritable && (ResendOne(peer, batch) || ReplayOne(peer, batch) | SendOne(peer, batch)))
        {
        }

        _backlog = _queue.Count + _inFlight.Count;
        Congestion.Update(_queue.Count, batch.Options.Mqtt.MaxQueuedMessages);
        if (peer.Outbox.Length > 0) batch.Touch(peer.Outbox);
    }

    private bool ResendOne(Peer peer, Batch batch)
    {
        if (_resend >= _inFlight.Span) return false;
        ref readonly var message = ref _inFlight[_resend];
        switch (message.State)
        {
            case InFlightState.AwaitingPubComp:
                WriteAck(PacketType.PubRel, message.PacketId, ReasonCode.Success, batch); // [MQTT-4.3.3-5]
                break;
            case InFlightState.AwaitingPubAck or InFlightState.AwaitingPubRec:
                if (_quota == 0) return false;
                if (message.Outbound.Message is null || !TryWrite(peer, message.Outbound, message.PacketId, dup: true, batch))
                {
                    // [MQTT-3.1.2-25] too large for this connection: treated as delivered.
                    var outbound = CompleteLocked(_resend, batch);
                    if (outbound.Message is { } lost) Drop(batch, lost, outbound.QoS, outbound.Retain, DropReason.ExceedsMaximumPacketSize);
                    return true;
                }

                _quota--;
                if (batch.WantsDelivered) batch.Delivered(peer.Client, message.Outbound.Message.AddReference(), message.Outbound.QoS, message.Outbound.Retain);
                break;
        }

        _resend++;
        return true;
    }

    private bool ReplayOne(Peer peer, Batch batch)
    {
        if (_replays is null || _resend < _inFlight.Span) return false;
        var replay = _replays[0];
        if (replay.QoS > QoS.AtMostOnce && _quota == 0) return false;
        // [MQTT-3.10.4-2] nothing more for a subscription that has gone meanwhile.
        StoredMessage? message = null;
        if (_session.Subscriptions.Find(replay.FullTopicFilter) is null || !replay.TryNext(out message))
        {
            _replays.RemoveAt(0);
            if (_replays.Count == 0) _replays = null;
            return true;
        }

        Send(peer, new OutboundMessage(message.AddReference(), replay.Limit(message.QoS), true, replay.SubscriptionIds, null, long.MaxValue), batch);
        return true;
    }

    private bool SendOne(Peer peer, Batch batch)
    {
        if (_queue.Count == 0) return false;
        if (_quota > 0 && _resend >= _inFlight.Span)
        {
            SendQueued(peer, _queue.Dequeue(), batch);
            return true;
        }

        // [MQTT-3.3.4-10] the window is full: only QoS 0 may go.
        var index = _queue.IndexOfQoS0();
        if (index < 0) return false;
        SendQueued(peer, _queue.RemoveAt(index), batch);
        return true;
    }

    private void SendQueued(Peer peer, in OutboundMessage outbound, Batch batch)
    {
        batch.Tally.Queued--;
        if (outbound.ExpiresAt <= _session.Engine.Clock.Now) Drop(batch, outbound.Message, outbound.QoS, outbound.Retain, DropReason.Expired); // [MQTT-3.3.2-5]
        else Send(peer, outbound, batch);
    }

    private void Send(Peer peer, in OutboundMessage outbound, Batch batch)
    {
        var packetId = outbound.QoS == QoS.AtMostOnce ? (ushort)0 : _packetIds.Next(_inFlight);
        if (!TryWrite(peer, outbound, packetId, dup: false, batch))
        {
            Drop(batch, outbound.Message, outbound.QoS, outbound.Retain, DropReason.ExceedsMaximumPacketSize); // [MQTT-3.1.2-25]
            return;
        }

        if (batch.WantsDelivered) batch.Delivered(peer.Client, outbound.Message.AddReference(), outbound.QoS, outbound.Retain);
        if (outbound.QoS > QoS.AtMostOnce) Started(packetId, outbound.QoS, outbound, batch);
        else outbound.Message.Release();
    }

    private void Started(ushort packetId, QoS qos, in OutboundMessage kept, Batch batch)
    {
        var sentAll = _resend >= _inFlight.Span;
        _inFlight.Add(new InFlightMessage
        {
            PacketId = packetId,
            Turn = _packetIds.Turn,
            State = qos == QoS.AtLeastOnce ? InFlightState.AwaitingPubAck : InFlightState.AwaitingPubRec,
            SentAt = _session.Engine.Clock.Coarse,
            Outbound = kept,
        });
        if (sentAll) _resend = _inFlight.Span;
        _quota--;
        _backlog = _queue.Count + _inFlight.Count;
        batch.Tally.InFlight++;
    }

    private void Completed(int index, Batch batch)
    {
        CompleteLocked(index, batch).Message?.Release();
        if (_peer is { } peer && _quota < peer.Window) _quota++;
    }

    private OutboundMessage CompleteLocked(int index, Batch batch)
    {
        var before = _inFlight.Span;
        var outbound = _inFlight.Complete(index);
        // Completing the oldest moves the window: what has been sent again moves with it.
        _resend = Math.Clamp(_resend - (before - _inFlight.Span), 0, _inFlight.Span);
        _backlog = _queue.Count + _inFlight.Count;
        batch.Tally.InFlight--;
        batch.Tally.Touch();
        return outbound;
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
            MessageExpiryInterval = message.RemainingExpiry(_session.Engine.Clock.Now),
            ForwardedProperties = message.Properties.Span,
            SubscriptionIdentifiers = outbound.SubscriptionIds,
        };
        return PublishWriter.TryWrite(_session, peer, publish, peer.Aliases is null ? default : message.TopicName, batch);
    }

    private DeliveryOutcome Enqueue(RoutedMessage message, Route route, QoS qos, bool retain, Batch batch)
    {
        var kept = message.Keep();
        return Enqueue(
            new OutboundMessage(kept, qos, retain, route.SubscriptionIds, route.Group, kept.ExpiresAt(batch.Options.Mqtt.MessageExpiry)), batch);
    }

    private DeliveryOutcome Enqueue(in OutboundMessage outbound, Batch batch)
    {
        var limit = _session.MaxQueuedMessages;
        while (_queue.Count + _inFlight.Count >= limit || (_queue.Bytes + outbound.Message.Size > batch.Options.Mqtt.MaxQueuedBytes && _queue.Count > 0))
        {
            if (!MakeRoom(outbound.QoS, batch)) return Drop(batch, outbound.Message, outbound.QoS, outbound.Retain, DropReason.QueueFull);
        }

        _queue.Enqueue(outbound);
        _backlog = _queue.Count + _inFlight.Count;
        batch.Tally.Queued++;
        batch.Tally.Touch();
        Congestion.Update(_queue.Count, limit);
        return DeliveryOutcome.Queued;
    }

    /// <summary>Drops one message so that another fits; false when that one is the other.</summary>
    private bool MakeRoom(QoS arriving, Batch batch)
    {
        var now = _session.Engine.Clock.Now;
        if (DropPolicy.DropsOldestInFlight(_inFlight, batch.Options.Mqtt.InflightExpiry, now))
        {
            var oldest = CompleteLocked(0, batch);
            if (_peer is { } peer && _quota < peer.Window) _quota++;
            Drop(batch, oldest.Message, oldest.QoS, oldest.Retain, DropReason.InflightExpired);
            return true;
        }

        var index = DropPolicy.Choose(_queue, arriving, now, out var reason);
        if (index == DropPolicy.TheNewOne) return false;
        var victim = _queue.RemoveAt(index);
        batch.Tally.Queued--;
        Drop(batch, victim.Message, victim.QoS, victim.Retain, reason);
        return true;
    }

    private DeliveryOutcome Drop(Batch batch, StoredMessage message, QoS qos, bool retain, DropReason reason)
    {
        _session.Stats?.Dropped(qos, reason);
        batch.Dropped(_session.ClientId, message, qos, retain, reason);
        return DeliveryOutcome.Dropped;
    }
}
