using System.Diagnostics.CodeAnalysis;
using Gmqtt.Broker.Outbound;
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
    private readonly Backlog _backlog;
    private readonly OutboundQueue _queue;
    private readonly InFlightWindow _inFlight;
    private readonly Outflow _outflow;
    private Peer? _peer;
    private bool _ended;
    private volatile bool _connected;

    internal Sender(Session session)
    {
        _session = session;
        _backlog = new Backlog(session);
        _queue = _backlog.Queue;
        _inFlight = _backlog.InFlight;
        _outflow = new Outflow(session, _backlog);
    }

    internal Lock Gate { get; } = new();

    internal bool IsConnected => _connected;

    internal int Backlog => _backlog.Count;

    internal int Queued => _queue.Count;

    internal long QueuedBytes => _queue.Bytes;

    internal int InFlight => _inFlight.Count;

    internal Congestion Congestion => _backlog.Congestion;

    /// <summary>Messages may go to this connection from now on; the CONNACK is already in its buffer. Sends what waits.</summary>
    internal void Attach(Peer peer, Batch batch)
    {
        lock (Gate)
        {
            _peer = peer;
            _connected = true;
            _inFlight.Begin(peer.Window);
            peer.Outbox.Drained = OnDrained;
            DrainLocked(batch);
        }

        AskAndGoOn(batch);
    }

    /// <summary>What was in flight, oldest first, and what was queued in the life before; nobody is connected.</summary>
    internal void Restore(List<InFlightMessage> inFlight, List<OutboundMessage> queued, Batch batch)
    {
        lock (Gate) _backlog.Restore(inFlight, queued, batch);
    }

    /// <summary>The connection has ended; what comes now waits.</summary>
    internal void Detach()
    {
        lock (Gate)
        {
            if (_peer is { } peer) peer.Outbox.Drained = null;
            _peer = null;
            _connected = false;
            _outflow.Forget();
        }

        Congestion.Relieve();
    }

    /// <summary>The session has ended: gives back everything it kept, and returns what members of its shared groups should get in its stead.</summary>
    internal List<OutboundMessage> End(Batch batch)
    {
        List<OutboundMessage> orphans;
        lock (Gate)
        {
            _ended = true;
            _outflow.End();
            orphans = _backlog.Clear(batch);
        }

        Congestion.Relieve();
        return orphans;
    }

    internal DeliveryOutcome Deliver(RoutedMessage message, Route route, Batch batch)
    {
        var qos = message.QoS < route.QoS ? message.QoS : route.QoS; // [MQTT-3.8.4-8]
        var retain = message.Retain && route.RetainAsPublished; // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
        if (batch.Hooks.OnDeliver is null)
        {
            lock (Gate) return DeliverLocked(message, route, qos, retain, batch);
        }

        while (true)
        {
            var asked = _peer;
            if (asked is not null && !Clearance.Allows(asked, message, qos, retain, batch)) return Denied(message, route, qos, retain, batch);
            lock (Gate)
            {
                // What was said of one connection does not hold for another.
                if (_peer == asked) return DeliverLocked(message, route, qos, retain, batch);
            }
        }
    }

    /// <summary>
    /// Copies a run into the connection's buffer, or sends it from where it was received, where each of its messages could go at once and looks the same as everybody else's; else
    /// null.
    /// </summary>
    internal DeliveryOutcome? Deliver(MessageRun run, Batch batch)
    {
        Outbox outbox;
        ReadOnlySpan<byte> encoded;
        lock (Gate)
        {
            if (_ended || _peer is not { Aliases: null } peer || !MaySendNow(peer, QoS.AtMostOnce)) return null;
            if (!run.TryEncode(peer.Version, out encoded, out var largest) || largest > peer.MaximumPacketSize) return null;
            outbox = peer.Outbox;
            batch.Tally.SentMessages(QoS.AtMostOnce, run.Count, encoded.Length);
            _session.Stats?.SentMessages(QoS.AtMostOnce, run.Count, encoded.Length);
            batch.SentAtOnce += run.Count;
            if (!outbox.TryBeginDirect(encoded.Length))
            {
                encoded.CopyTo(outbox.Reserve(encoded.Length));
                batch.Touch(outbox);
                return outbox.IsHeavy ? DeliveryOutcome.SentHeavy : DeliveryOutcome.Sent;
            }
        }

        outbox.SendDirectly(encoded);
        return DeliveryOutcome.Sent;
    }

    /// <summary>Puts a message that was meant for another member of a shared group into this session's queue; takes over its reference.</summary>
    internal bool Adopt(in OutboundMessage message, Batch batch)
    {
        lock (Gate)
        {
            if (_ended) return false;
            _backlog.Enqueue(message, batch);
            DrainLocked(batch);
        }

        AskAndGoOn(batch);
        return true;
    }

    /// <summary>Sends the retained messages that a new subscription matches, as the client takes them.</summary>
    internal void Replay(RetainedReplay replay, Batch batch)
    {
        lock (Gate)
        {
            if (_ended) return;
            _outflow.Add(replay);
            DrainLocked(batch);
        }

        AskAndGoOn(batch);
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
                    _backlog.Complete(index, returnsQuota: true, batch).Message?.Release();
                    break;
                case PacketType.PubRec when code >= ReasonCode.UnspecifiedError && message.State == InFlightState.AwaitingPubRec:
                    _backlog.Complete(index, returnsQuota: true, batch).Message?.Release(); // [MQTT-4.4.0-2] refused counts as acknowledged
                    break;
                case PacketType.PubRec when message.State is InFlightState.AwaitingPubRec or InFlightState.AwaitingPubComp:
                    _backlog.Release(index, batch); // [MQTT-4.3.3-6] a PUBLISH is never sent again after its PUBREL
                    WriteAck(PacketType.PubRel, packetId, ReasonCode.Success, batch);
                    return true;
                default:
                    return false;
            }

            batch.Tally.Acknowledged++;
            Congestion.Progress();
            DrainLocked(batch);
        }

        AskAndGoOn(batch);
        return true;
    }

    /// <summary>Encodes a packet that is not a PUBLISH; nothing when there is no connection.</summary>
    internal void WriteAck(PacketType type, ushort packetId, ReasonCode code, Batch batch)
    {
        lock (Gate)
        {
            if (_peer is not { } peer) return;
            var ack = new AckPacket(packetId, peer.Version == ProtocolVersion.V5 ? code : ReasonCode.Success);
            var size = AckCodec.GetSize(ack, peer.Version);
            peer.Outbox.Hold(peer.Outbox.Length, batch.Ticket); // what it acknowledges, or promises to have forgotten, is stored first
            AckCodec.Write(peer.Outbox.Reserve(size), type, ack, peer.Version);
            batch.Tally.Sent(type, size);
            _session.Stats?.Sent(type, size);
            if (_session.Engine.Dump.IsOn) _session.Engine.Dump.Sent(_session.ClientId, type, size);
            batch.Touch(peer.Outbox);
        }
    }

    /// <summary>Sends what waits and can go.</summary>
    internal void Drain(Batch batch)
    {
        lock (Gate) DrainLocked(batch);
        AskAndGoOn(batch);
    }

    /// <summary>What is in flight, then the queue, as it is now; each message with a reference that is the caller's to release.</summary>
    internal List<InFlightMessage> Browse(int max)
    {
        lock (Gate) return _backlog.Browse(max);
    }

    private void OnDrained()
    {
        using var batch = _session.Engine.Batches.Rent();
        lock (Gate)
        {
            Congestion.Progress(WorthOfADrain);
            DrainLocked(batch);
        }

        AskAndGoOn(batch);
    }

    private DeliveryOutcome DeliverLocked(RoutedMessage message, Route route, QoS qos, bool retain, Batch batch)
    {
        if (_ended) return DeliveryOutcome.Gone;
        if (_peer is not { } peer)
        {
            return qos == QoS.AtMostOnce && !batch.Options.Mqtt.QueueQoS0Messages
                ? _backlog.Drop(Kept(message, route, qos, retain, batch.Options.Mqtt.MessageExpiry), DropReason.OfflineQoS0, batch)
                : _backlog.Enqueue(Kept(message, route, qos, retain, batch.Options.Mqtt.MessageExpiry), batch);
        }

        // A message of QoS 1 or 2 is kept until it is acknowledged, where the session can be resumed.
        if (qos > QoS.AtMostOnce && batch.Held.IsSpent && !_session.IsEphemeral)
            return _backlog.Drop(Kept(message, route, qos, retain, batch.Options.Mqtt.MessageExpiry), DropReason.MemoryFull, batch);
        if (!MaySendNow(peer, qos)) return _backlog.Enqueue(Kept(message, route, qos, retain, batch.Options.Mqtt.MessageExpiry), batch);
        var packetId = qos == QoS.AtMostOnce ? (ushort)0 : _inFlight.NextPacketId();
        var at = peer.Outbox.Length;
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
            return _backlog.Drop(Kept(message, route, qos, retain, batch.Options.Mqtt.MessageExpiry), DropReason.ExceedsMaximumPacketSize, batch);
        }

        if (qos > QoS.AtMostOnce)
        {
            // A session that cannot be resumed never sends a message again: it keeps the identifier alone.
            var kept = _session.IsEphemeral && route.Group is null
                ? default
                : Kept(message, route, qos, retain, batch.Options.Mqtt.MessageExpiry);
            _backlog.Start(packetId, qos, kept, batch);
            // Delivered before it is stored, it would be delivered again after a crash: its publisher sends it again.
            if (qos == QoS.ExactlyOnce) peer.Outbox.Hold(at, batch.Ticket);
        }

        batch.SentAtOnce++;
        if (batch.WantsDelivered) batch.Delivered(peer.Client, message.Keep(), qos, retain);
        if (peer.Outbox.IsHeavy) return DeliveryOutcome.SentHeavy;
        return DeliveryOutcome.Sent;
    }

    private DeliveryOutcome Denied(RoutedMessage message, Route route, QoS qos, bool retain, Batch batch)
    {
        if (route.Group is not null) return DeliveryOutcome.NotAllowed;
        lock (Gate) return _backlog.Drop(Kept(message, route, qos, retain, batch.Options.Mqtt.MessageExpiry), DropReason.NotAllowed, batch);
    }

    /// <summary>Where draining stopped at a message that a hook has to be asked about: asks, without the lock, and drains on.</summary>
    private void AskAndGoOn(Batch batch)
    {
        if (batch.Hooks.OnDeliver is null) return;
        while (TakeQuestion(out var peer, out var question, out var about))
        {
            var allowed = Clearance.Allows(peer, about, batch);
            lock (Gate)
            {
                question.Answer(about.Message, allowed);
                DrainLocked(batch);
            }

            about.Message.Release();
        }
    }

    private bool TakeQuestion([NotNullWhen(true)] out Peer? peer, [NotNullWhen(true)] out DeliveryQuestion? question, out OutboundMessage about)
    {
        lock (Gate)
        {
            peer = _peer;
            return _outflow.TryTake(out question, out about) && peer is not null;
        }
    }

    private bool MaySendNow(Peer peer, QoS qos)
    {
        if (!peer.Outbox.IsWritable) return false;
        if (qos == QoS.AtMostOnce) return _queue.QoS0Count == 0;
        return _inFlight.HasQuota && _queue.Count == _queue.QoS0Count && _inFlight.IsResent;
    }

    private void DrainLocked(Batch batch)
    {
        if (_peer is { } peer) _outflow.Run(peer, batch);
    }

    private OutboundMessage Kept(RoutedMessage message, Route route, QoS qos, bool retain, TimeSpan limit)
    {
        var kept = message.Keep();
        var number = qos > QoS.AtMostOnce && _session.Journal is not null ? message.AddTo(_session.Engine.Journal!, _session.Engine.Clock) : 0;
        return new OutboundMessage(kept, qos, retain, route.SubscriptionIds, route.Group, kept.ExpiresAt(limit), number);
    }
}
