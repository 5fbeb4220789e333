using Gmqtt.Broker.Connections;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Handlers;

/// <summary>UNSUBSCRIBE: exactly these filters are removed; what was already sent is completed. [MQTT-3.10.4-1], [MQTT-3.10.4-3]</summary>
internal static class UnsubscribeHandler
{
    internal static ValueTask Handle(Connection connection, ReadOnlySpan<byte> body)
    {
        var limits = connection.Engine.Options.Limits;
        var error = UnsubscribeCodec.TryRead(body, connection.Version, SubscribeHandler.TopicLimitsOf(limits), limits.MaxFiltersPerPacket, out var packet);
        // 3.1.1 [MQTT-4.7.3-1]: an UNSUBACK has no way to refuse.
        if (error.IsNone && connection.Version != ProtocolVersion.V5 && packet.Entries.Any(entry => entry.Text.Length == 0))
            error = PacketError.Protocol("a Topic Filter is empty");
        if (error.IsNone) return HandleAsync(connection, packet);
        connection.Fail(error);
        return default;
    }

    private static async ValueTask HandleAsync(Connection connection, UnsubscribePacket packet)
    {
        var engine = connection.Engine;
        var request = new UnsubscribeRequest([.. packet.Entries.Select(e => new UnsubscribeItem(e.Text))], packet.UserProperties);
        if (engine.Hooks.Set.OnUnsubscribe is not null)
        {
            await engine.Hooks.DecideAsync(
                connection,
                nameof(OnUnsubscribe),
                hooks => hooks.OnUnsubscribe?.Invoke(connection, request, connection.Closing) ?? default,
                (code, _, _) => request.RejectAll(code),
                ReasonCode.ImplementationSpecificError);
        }

        var codes = new ReasonCode[request.Items.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            var item = request.Items[i];
            if (item.RejectedWith is { } refused)
            {
                codes[i] = ReasonCodeRules.IsAllowed(refused, PacketKinds.UnsubAck) ? refused : ReasonCode.UnspecifiedError; // [MQTT-3.11.3-2]
            }
            else if (packet.Entries[i].Filter is null)
            {
                codes[i] = ReasonCode.TopicFilterInvalid;
            }
            else if (connection.Session!.Subscriptions.Remove(item.FullTopicFilter))
            {
                codes[i] = ReasonCode.Success;
                await engine.Hooks.UnsubscribedAsync(connection, item.FullTopicFilter, connection.Closing);
            }
            else
            {
                codes[i] = ReasonCode.NoSubscriptionExisted; // [MQTT-3.10.4-5]
            }
        }

        Answer(connection, packet, request, codes);
    }

    private static void Answer(Connection connection, UnsubscribePacket packet, UnsubscribeRequest request, ReasonCode[] codes)
    {
        var answer = new UnsubAckPacket { PacketId = packet.PacketId, ReasonCodes = codes };
        if (connection.Options.RequestProblemInformation)
        {
            var full = answer with { ReasonString = request.ReasonString, UserProperties = request.ResponseUserProperties };
            if (UnsubAckCodec.GetSize(full, connection.Version) <= connection.Options.ClientMaximumPacketSize) answer = full; // [MQTT-3.11.2-1], [MQTT-3.11.2-2]
        }

        var size = UnsubAckCodec.GetSize(answer, connection.Version);
        if (size > connection.Options.ClientMaximumPacketSize)
        {
            connection.Fail(ReasonCode.PacketTooLarge, "the UNSUBACK is larger than the client accepts");
            return;
        }

        using var batch = connection.Engine.Batches.Rent();
        lock (connection.Outbox.Gate)
        {
            connection.Outbox.Hold(connection.Outbox.Length, connection.Session!.Journal?.LastTicket ?? 0);
            UnsubAckCodec.Write(connection.Outbox.Reserve(size), answer, connection.Version);
        }

        connection.Sent(PacketType.UnsubAck, size, batch);
    }
}
