using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Sessions;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Broker.Handlers;

/// <summary>SUBSCRIBE: each filter is judged by itself, then by OnSubscribe, then stored; one SUBACK answers them all. [MQTT-3.8.4-5]</summary>
internal static class SubscribeHandler
{
    internal static ValueTask Handle(Connection connection, ReadOnlySpan<byte> body)
    {
        var limits = connection.Engine.Options.Limits;
        var error = SubscribeCodec.TryRead(body, connection.Version, TopicLimitsOf(limits), limits.MaxFiltersPerPacket, out var packet);
        // 3.1.1 [MQTT-4.7.3-1]: 0x80 is for filters that are refused; an empty one is a violation.
        if (error.IsNone && connection.Version != ProtocolVersion.V5 && packet.Entries.Any(entry => entry.Text.Length == 0))
            error = PacketError.Protocol("a Topic Filter is empty");
        if (error.IsNone) return HandleAsync(connection, packet);
        connection.Fail(error);
        return default;
    }

    internal static TopicLimits TopicLimitsOf(LimitOptions limits) => new(limits.MaxTopicLevels, limits.MaxTopicBytes);

    private static async ValueTask HandleAsync(Connection connection, SubscribePacket packet)
    {
        var codes = new ReasonCode[packet.Entries.Count];
        var items = new SubscribeItem?[packet.Entries.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            var entry = packet.Entries[i];
            codes[i] = Judge(connection, packet, entry);
            if (codes[i] < ReasonCode.UnspecifiedError) items[i] = new SubscribeItem(ToSubscription(entry, packet.SubscriptionIdentifier));
        }

        var request = new SubscribeRequest([.. items.OfType<SubscribeItem>()], packet.UserProperties);
        if (request.Items.Count > 0 && connection.Engine.Hooks.Set.OnSubscribe is not null)
        {
            await connection.Engine.Hooks.DecideAsync(
                connection,
                nameof(OnSubscribe),
                hooks => hooks.OnSubscribe?.Invoke(connection, request, connection.Closing) ?? default,
                (code, reason, properties) =>
                {
                    request.RejectAll(code);
                    request.ReasonString = reason;
                    request.ResponseUserProperties = properties;
                },
                ReasonCode.ImplementationSpecificError);
        }

        var replays = await StoreAsync(connection, items, codes);
        Answer(connection, packet, request, codes, replays);
    }

    /// <summary>What the server itself has against a filter; Success when nothing.</summary>
    private static ReasonCode Judge(Connection connection, SubscribePacket packet, in SubscribeEntry entry)
    {
        if (entry.Filter is not { } filter) return ReasonCode.TopicFilterInvalid;
        if (!connection.Engine.Options.Limits.AllowControlCharacters && Utf8Rules.ContainsControl(entry.Text.AsSpan())) return ReasonCode.TopicFilterInvalid;
        var options = connection.Options;
        if (filter.IsShared && !options.SharedSubscriptionAvailable) return ReasonCode.SharedSubscriptionsNotSupported;
        if (filter.HasWildcard && !options.WildcardSubscriptionAvailable) return ReasonCode.WildcardSubscriptionsNotSupported;
        if (packet.SubscriptionIdentifier is not null && !options.SubscriptionIdentifierAvailable) return ReasonCode.SubscriptionIdentifiersNotSupported;
        return ReasonCode.Success;
    }

    private static Subscription ToSubscription(in SubscribeEntry entry, uint? subscriptionId) => new()
    {
        TopicFilter = entry.Filter!.Filter,
        ShareName = entry.Filter.ShareName,
        QoS = entry.QoS,
        NoLocal = entry.NoLocal,
        RetainAsPublished = entry.RetainAsPublished,
        RetainHandling = entry.RetainHandling,
        SubscriptionId = (int)(subscriptionId ?? 0),
    };

    private static async ValueTask<List<RetainedReplay>> StoreAsync(Connection connection, SubscribeItem?[] items, ReasonCode[] codes)
    {
        var replays = new List<RetainedReplay>();
        for (var i = 0; i < items.Length; i++)
        {
            if (items[i] is not { } item) continue;
            codes[i] = item.RejectedWith ?? SubscriptionStore.Add(connection.Session!, item.Subscription, replays);
            if (codes[i] >= ReasonCode.UnspecifiedError) (connection.Refusals ??= new RefusalLog(connection)).Subscribe(item.RequestedFilter, (byte)codes[i]);
            else await connection.Engine.Hooks.SubscribedAsync(connection, item.Subscription, connection.Closing);
        }

        return replays;
    }

    private static void Answer(
        Connection connection, SubscribePacket packet, SubscribeRequest request, ReasonCode[] codes, List<RetainedReplay> replays)
    {
        for (var i = 0; i < codes.Length; i++)
        {
            if (connection.Version != ProtocolVersion.V5 && codes[i] > ReasonCode.GrantedQoS2) codes[i] = ReasonCode.UnspecifiedError; // [MQTT-3.9.3-2]
            else if (!ReasonCodeRules.IsAllowed(codes[i], PacketKinds.SubAck)) codes[i] = ReasonCode.UnspecifiedError;
        }

        var answer = new SubAckPacket { PacketId = packet.PacketId, ReasonCodes = codes };
        if (connection.Options.RequestProblemInformation)
        {
            var full = answer with { ReasonString = request.ReasonString, UserProperties = request.ResponseUserProperties };
            if (SubAckCodec.GetSize(full, connection.Version) <= connection.Options.ClientMaximumPacketSize) answer = full; // [MQTT-3.9.2-1], [MQTT-3.9.2-2]
        }

        using var batch = connection.Engine.Batches.Rent();
        var size = SubAckCodec.GetSize(answer, connection.Version);
        if (size > connection.Options.ClientMaximumPacketSize)
        {
            connection.Fail(ReasonCode.PacketTooLarge, "the SUBACK is larger than the client accepts");
            return;
        }

        lock (connection.Outbox.Gate)
        {
            connection.Outbox.Hold(connection.Outbox.Length, connection.Session!.Journal?.LastTicket ?? 0);
            SubAckCodec.Write(connection.Outbox.Reserve(size), answer, connection.Version);
        }

        connection.Sent(PacketType.SubAck, size, batch);
        foreach (var replay in replays) connection.Session!.Sender.Replay(replay, batch);
    }
}
