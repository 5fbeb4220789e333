using System.Text.Unicode;
using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Hooks;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Services;
using Gmqtt.Broker.Stores;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Handlers;

/// <summary>
/// PUBLISH from a client: the hot path. In order: decode, what was negotiated, topic (alias, cache), QoS 2 duplicate, quota, congestion of a receiver, OnMsgArrived,
/// retain, route, acknowledge. Nothing is stored or routed before the hook has agreed.
/// </summary>
internal static class PublishHandler
{
    internal static ValueTask Handle(Connection connection, byte flags, ReadOnlyMemory<byte> body, Batch batch)
    {
        var error = PublishCodec.TryRead(body.Span, flags, connection.Version, out var view);
        if (error.IsNone) error = CheckNegotiated(connection, view);
        TopicEntry topic = null!;
        if (error.IsNone) error = FindTopic(connection, view, batch, out topic);
        if (error.IsError)
        {
            connection.Fail(error);
            return default;
        }

        var at = batch.Run.Find(view, body);
        var joins = MessageRun.Takes(view.Payload.Length, at) && JoinsRun(connection, view, batch);
        if (!joins || !batch.Run.IsContinuedBy(at)) EndRun(connection, batch);
        if (view.QoS > QoS.AtMostOnce && !MayBegin(connection, view, batch)) return default;
        if (connection.Engine.Journal is { } journal && IsHeldUp(connection, view, journal, batch)) return default;

        // Of a run the first message has been asked for, and none has been handed over since.
        if (batch.Run.Count == 0 && connection.Engine.Router.FindCongested(topic) is { } congested && congested != connection.Session)
        {
            connection.RetryAfter = congested.Relieved();
            return default;
        }

        batch.Tally.MessagesReceived[(int)view.QoS]++;
        connection.Session!.Stats?.ReceivedMessage(view.QoS);
        if (view.PayloadFormat == PayloadFormat.Utf8 && batch.Options.Mqtt.ValidatePayloadFormat && !Utf8.IsValid(view.Payload))
        {
            Acknowledge(connection, view.QoS, view.PacketId, Rejection.Create(ReasonCode.PayloadFormatInvalid), batch);
            return default;
        }

        var payload = body[view.PayloadOffset..];
        var properties = ForwardedProperties(view, body);
        if (joins)
        {
            batch.Run.Add(topic, new MessageRun.Part(payload, properties, view.MessageExpiryInterval), at, body);
            return default;
        }

        if (batch.Hooks.OnMsgArrived is { } hook)
        {
            var arrived = connection.Arrived ??= new ArrivedPublish();
            arrived.Set(topic, payload, properties, view.QoS, view.Retain, view.MessageExpiryInterval, view.PacketId);
            return Arrived(connection, arrived, hook, batch);
        }

        batch.Message.Set(
            topic, payload, properties, view.QoS, view.Retain, view.MessageExpiryInterval, connection.Engine.Clock.Coarse, connection.ClientId);
        Accept(connection, view.QoS, view.PacketId, RouteOptions.All, batch);
        return default;
    }

    /// <summary>Routes what has gathered; whatever comes next comes after it.</summary>
    internal static void EndRun(Connection connection, Batch batch)
    {
        if (batch.Run.Count == 0) return;
        using (connection.Engine.Unit()) connection.Engine.Router.RouteRun(batch, connection.Engine.Clock.Coarse, connection.ClientId, connection.Session);
        batch.Run.Clear();
    }

    /// <summary>Whether nobody has to be asked about the message, nothing has to be kept of it, and everybody gets the same bytes.</summary>
    private static bool JoinsRun(Connection connection, in PublishView view, Batch batch)
        => view.QoS == QoS.AtMostOnce && !view.Retain
            && batch.Hooks is { OnMsgArrived: null, OnDeliver: null, OnDelivered: null } && !connection.Engine.Dump.IsOn;

    private static PacketError CheckNegotiated(Connection connection, in PublishView view)
    {
        if (view.QoS > connection.Options.MaximumQoS) return new PacketError(ReasonCode.QoSNotSupported, "the QoS is above the Maximum QoS"); // [MQTT-3.2.2-11]
        if (view.Retain && !connection.Options.RetainAvailable)
            return new PacketError(ReasonCode.RetainNotSupported, "retained messages are not available"); // [MQTT-3.2.2-14]
        return PacketError.None;
    }

    private static PacketError FindTopic(Connection connection, in PublishView view, Batch batch, out TopicEntry topic)
    {
        var name = view.Topic;
        if (view.TopicAlias is not { } alias) return FindTopic(connection, name, batch, out topic);
        var aliases = connection.Aliases ??= new InboundTopicAliases(connection.Options.ServerTopicAliasMaximum, batch.Options.Limits.MaxTopicAliasBytes);
        var isKnown = name.IsEmpty;
        topic = null!;
        var error = isKnown ? aliases.Resolve(alias, out name) : PacketError.None;
        if (error.IsNone) error = FindTopic(connection, name, batch, out topic);
        return error.IsError || isKnown ? error : aliases.Set(alias, name);
    }

    private static PacketError FindTopic(Connection connection, ReadOnlySpan<byte> name, Batch batch, out TopicEntry topic)
    {
        if (batch.Run.Topic is { } running)
        {
            topic = running;
            if (running.Is(name)) return PacketError.None;
            EndRun(connection, batch); // the cache may give its topic's place away
        }

        return Checked(batch.Topics.Find(name, out topic), topic);
    }

    // $SYS is the broker's own and $share is no topic: a client that publishes there wants to forge or to confuse.
    private static PacketError Checked(PacketError error, TopicEntry topic)
    {
        if (error.IsError || topic.Utf8[0] != (byte)'$') return error;
        return topic.Utf8.StartsWith("$SYS/"u8) || topic.Utf8.StartsWith("$share/"u8)
            ? new PacketError(ReasonCode.TopicNameInvalid, "clients do not publish to this topic")
            : error;
    }

    /// <summary>Duplicates and quotas of QoS 1 and 2; false when the packet is answered already.</summary>
    private static bool MayBegin(Connection connection, in PublishView view, Batch batch)
    {
        var session = connection.Session!;
        if (view.QoS != QoS.ExactlyOnce) return true;
        if (session.Received.Contains(view.PacketId))
        {
            // [MQTT-4.3.3-10] received before and not released: acknowledged again, not delivered again.
            session.Sender.WriteAck(PacketType.PubRec, view.PacketId, ReasonCode.Success, batch);
            return false;
        }

        // [MQTT-3.3.4-7] QoS 1 is acknowledged before the next packet is read, so only QoS 2 counts.
        if (connection.OpenQoS2.Count >= connection.Options.ReceiveMaximum && batch.Options.Mqtt.DisconnectOnReceiveMaximumExceeded
            && connection.Version == ProtocolVersion.V5)
        {
            connection.Fail(ReasonCode.ReceiveMaximumExceeded, "more QoS 2 messages are open than Receive Maximum allows");
            return false;
        }

        if (session.Received.Count < Math.Max(batch.Options.Limits.MaxAwaitingRel, connection.Options.ReceiveMaximum)) return true;
        if (connection.Version == ProtocolVersion.V5) Acknowledge(connection, view.QoS, view.PacketId, Rejection.Create(ReasonCode.QuotaExceeded), batch);
        else connection.Fail(ReasonCode.QuotaExceeded, "too many QoS 2 messages wait for their PUBREL");
        return false;
    }

    /// <summary>
    /// The store cannot take the message now. An MQTT 5.0 publisher is told, and may send it elsewhere or later; who cannot be told waits for room. What is not acknowledged anyway
    /// goes on, while there is room.
    /// </summary>
    private static bool IsHeldUp(Connection connection, in PublishView view, Journal journal, Batch batch)
    {
        if (view.QoS > QoS.AtMostOnce && connection.Version == ProtocolVersion.V5 && journal.IsRefusing)
        {
            Acknowledge(connection, view.QoS, view.PacketId, Rejection.Create(ReasonCode.QuotaExceeded, "the message cannot be stored now"), batch);
            return true;
        }

        if (!journal.IsFull) return false;
        connection.RetryAfter = journal.RoomAsync();
        return true;
    }

    private static ReadOnlyMemory<byte> ForwardedProperties(in PublishView view, ReadOnlyMemory<byte> body)
    {
        if (view.ForwardsAllProperties) return body.Slice(view.PropertiesOffset, view.PropertiesLength);
        if (view.ForwardedPropertiesLength == 0) return default;
        var copy = new byte[view.ForwardedPropertiesLength];
        view.CopyForwardedProperties(copy);
        return copy;
    }

    private static ValueTask Arrived(Connection connection, ArrivedPublish arrived, OnMsgArrived hook, Batch batch)
    {
        ValueTask call;
        connection.IsInHook = true;
        try
        {
            call = hook(connection, arrived.Request, connection.Closing);
        }
        catch (Exception exception)
        {
            call = ValueTask.FromException(exception);
        }

        if (call.IsCompletedSuccessfully)
        {
            connection.IsInHook = false;
            Decided(connection, arrived, batch);
            return default;
        }

        arrived.Detach();
        return DecidedAsync(connection, arrived, batch.Hooks.Share(), call);
    }

    private static async ValueTask DecidedAsync(Connection connection, ArrivedPublish arrived, HookSet hooks, ValueTask call)
    {
        try
        {
            await connection.Engine.Hooks.DecideAsync(
                connection, nameof(OnMsgArrived), _ => call, (code, reason, properties) => arrived.Request.Reject(code, reason, properties), ReasonCode.ImplementationSpecificError);
        }
        finally
        {
            hooks.Exit();
        }

        // A hook that ran out of time may still write on its request, which must then not be the next message's.
        if (arrived.Request.IsAbandoned) connection.Arrived = null;
        using var batch = connection.Engine.Batches.Rent();
        Decided(connection, arrived, batch);
    }

    private static void Decided(Connection connection, ArrivedPublish arrived, Batch batch)
    {
        Judge(connection, arrived, batch);
        arrived.Request.Reset(); // what a plugin put there is not kept: it would keep the plugin in memory
    }

    private static void Judge(Connection connection, ArrivedPublish arrived, Batch batch)
    {
        var request = arrived.Request;
        if (request.Rejection is { } rejection)
        {
            (connection.Refusals ??= new RefusalLog(connection)).Publish(request.TopicName, (byte)rejection.Code, rejection.ReasonString);
            Acknowledge(connection, arrived.QoS, arrived.PacketId, rejection, batch);
            return;
        }

        if (request.IsDropped)
        {
            Acknowledge(connection, arrived.QoS, arrived.PacketId, ReasonCode.NoMatchingSubscribers, batch);
            return;
        }

        var now = connection.Engine.Clock.Coarse;
        Span<byte> name = stackalloc byte[512];
        PacketError error;
        if (request.IsReplaced)
        {
            error = Replace(connection, request.Message, now, batch);
        }
        else
        {
            var utf8 = System.Text.Encoding.UTF8.GetByteCount(arrived.TopicName) <= name.Length
                ? name[..System.Text.Encoding.UTF8.GetBytes(arrived.TopicName, name)]
                : System.Text.Encoding.UTF8.GetBytes(arrived.TopicName);
            error = batch.Topics.Find(utf8, out var topic);
            batch.Message.Set(
                topic, arrived.PayloadMemory, arrived.Properties, arrived.QoS, arrived.Retain, arrived.ExpiryInterval, now, connection.ClientId);
        }

        if (error.IsError) Acknowledge(connection, arrived.QoS, arrived.PacketId, Rejection.Create(error.Code, error.Reason), batch);
        else Accept(connection, arrived.QoS, arrived.PacketId, request.Route, batch);
    }

    /// <summary>Puts a plugin's message in the place of the one that came, judged as one from the network is. Its lists and its memory are of the plugin's own making, and may throw.</summary>
    private static PacketError Replace(Connection connection, Message message, long now, Batch batch)
    {
        try
        {
            ServerServices.Validate(message, batch.Options);
            var stored = MessageShape.ToStored(message, now, connection.ClientId);
            var error = batch.Topics.Find(stored.TopicUtf8, out var topic);
            if (error.IsNone) batch.Message.Set(topic, stored);
            return error;
        }
        catch (MqttReasonException refusal)
        {
            return new PacketError(refusal.Code, refusal.ReasonString!);
        }
        catch (Exception exception)
        {
            Log.HookFailed(connection.Engine.Logger, nameof(OnMsgArrived), exception);
            return new PacketError(ReasonCode.ImplementationSpecificError, "the message that replaced it cannot be read");
        }
    }

    /// <summary>Retains and routes the batch's message, then acknowledges it.</summary>
    private static void Accept(Connection connection, QoS qos, ushort packetId, RouteOptions route, Batch batch)
    {
        // The message, its place in every queue and the publisher's identifier are committed together.
        using var unit = connection.Engine.Unit();
        var refused = batch.Message.Retain && !connection.Engine.Router.Retain(batch, batch.Options.Limits);
        if (refused) (connection.Refusals ??= new RefusalLog(connection)).Retain(batch.Message.Topic.Name);
        var droppedBefore = batch.DroppedForMemory;
        var delivered = connection.Engine.Router.Route(batch, route, connection.Session);
        batch.Message.Clear();
        if (qos == QoS.AtMostOnce) return;
        refused |= delivered == 0 && batch.DroppedForMemory != droppedBefore;
        if (refused) Acknowledge(connection, qos, packetId, Rejection.Create(ReasonCode.QuotaExceeded), batch);
        else Acknowledge(connection, qos, packetId, delivered == 0 ? ReasonCode.NoMatchingSubscribers : ReasonCode.Success, batch);
    }

    private static void Acknowledge(Connection connection, QoS qos, ushort packetId, ReasonCode code, Batch batch)
    {
        if (qos == QoS.AtMostOnce) return;
        if (qos == QoS.ExactlyOnce)
        {
            connection.Session!.Received.Add(packetId);
            connection.Session.Journal?.ReceivedAdded(packetId, batch);
            connection.OpenQoS2.Add(packetId);
        }

        connection.Session!.Sender.WriteAck(qos == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec, packetId, code, batch);
    }

    /// <summary>A refusal: MQTT 5.0 is told, and the identifier is free again [MQTT-4.3.3-9]; 3.x gets the usual acknowledgement [MQTT-3.3.5-2].</summary>
    private static void Acknowledge(Connection connection, QoS qos, ushort packetId, Rejection rejection, Batch batch)
    {
        if (qos == QoS.AtMostOnce) return;
        if (connection.Version != ProtocolVersion.V5)
        {
            Acknowledge(connection, qos, packetId, ReasonCode.Success, batch);
            return;
        }

        var type = qos == QoS.AtLeastOnce ? PacketType.PubAck : PacketType.PubRec;
        var kind = qos == QoS.AtLeastOnce ? PacketKinds.PubAck : PacketKinds.PubRec;
        var code = ReasonCodeRules.IsAllowed(rejection.Code, kind) ? rejection.Code : ReasonCode.UnspecifiedError; // [MQTT-3.4.2-1], [MQTT-3.5.2-1]
        var packet = new AckPacket(packetId, code);
        if (connection.Options.RequestProblemInformation) packet = packet with { ReasonString = rejection.ReasonString, UserProperties = rejection.UserProperties };
        var size = AckCodec.GetSize(packet, connection.Version);
        if (size > connection.Options.ClientMaximumPacketSize)
        {
            packet = new AckPacket(packetId, code); // [MQTT-3.4.2-2], [MQTT-3.4.2-3]
            size = AckCodec.GetSize(packet, connection.Version);
        }

        lock (connection.Outbox.Gate)
        {
            connection.Outbox.Hold(connection.Outbox.Length, batch.Ticket);
            AckCodec.Write(connection.Outbox.Reserve(size), type, packet, connection.Version);
        }

        connection.Sent(type, size, batch);
    }
}
