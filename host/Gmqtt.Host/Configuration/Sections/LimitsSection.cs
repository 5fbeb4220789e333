using Gmqtt.Broker;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Schema;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Broker.LimitOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[limits]</c> table: bounds on memory and time.</summary>
internal static class LimitsSection
{
    private static readonly DurationKind Timeout = new(TimeSpan.FromSeconds(1), Most.Timeout);
    private static readonly SizeKind StringBytes = new(1, ushort.MaxValue);
    private static readonly SizeKind Bytes = new(1024, Most.Bytes);
    private static readonly SizeKind BytesOfOne = new(1024, 1024 * 1024 * 1024);

    public static readonly Section<LimitOptions> Rows = new(() => new LimitOptions(), [.. Connections(), .. Names(), .. PerClient(), .. Together()]);

    private static Member<LimitOptions>[] Connections() =>
    [
        K.Of("connect_timeout", Timeout, o => o.ConnectTimeout, (o, v) => o with { ConnectTimeout = v }, Reload.NewConnections,
            "From the accepted connection to a complete CONNECT with its authentication."),
        K.Of("max_pre_auth_packet_size", new SizeKind(64, 1024 * 1024), o => o.MaxPreAuthPacketSize,
            (o, v) => o with { MaxPreAuthPacketSize = (int)v }, Reload.NewConnections,
            "Largest packet before the client is authenticated."),
        K.Of("packet_timeout", Timeout, o => o.PacketTimeout, (o, v) => o with { PacketTimeout = v }, Reload.AtOnce,
            "From the first byte of a packet to its last, beside what min_receive_rate grants for its size."),
        K.Of("min_receive_rate", new SizeKind(0, 1024 * 1024 * 1024), o => o.MinReceiveRate,
            (o, v) => o with { MinReceiveRate = (int)v }, Reload.AtOnce,
            "Bytes per second below which a packet that is on its way counts as stalled. 0: no time for size."),
        K.Of("max_outbound_bytes", BytesOfOne, o => o.MaxOutboundBytes, (o, v) => o with { MaxOutboundBytes = (int)v }, Reload.AtOnce,
            "Bytes encoded for one connection and not yet taken by the network."),
        K.Of("stall_timeout", Timeout, o => o.StallTimeout, (o, v) => o with { StallTimeout = v }, Reload.AtOnce,
            "A connection that takes nothing for this long, while something waits for it, is closed."),
    ];

    private static Member<LimitOptions>[] Names() =>
    [
        K.Of("max_client_id_bytes", StringBytes, o => o.MaxClientIdBytes, (o, v) => o with { MaxClientIdBytes = (int)v }, Reload.NewConnections,
            "Longest Client Identifier, in bytes of UTF-8."),
        K.Of("max_topic_bytes", StringBytes, o => o.MaxTopicBytes, (o, v) => o with { MaxTopicBytes = (int)v }, Reload.AtOnce,
            "Longest topic name or filter, in bytes of UTF-8."),
        K.Of("max_topic_levels", new IntegerKind(1, ushort.MaxValue), o => o.MaxTopicLevels,
            (o, v) => o with { MaxTopicLevels = (int)v }, Reload.AtOnce,
            "Most levels (parts between slashes) of a topic name or filter."),
        K.Of("allow_control_characters", new BoolKind(), o => o.AllowControlCharacters,
            (o, v) => o with { AllowControlCharacters = v }, Reload.NewConnections,
            "Whether control characters are accepted in client identifiers, user names and topics."),
        K.Of("max_topic_alias_bytes", BytesOfOne, o => o.MaxTopicAliasBytes, (o, v) => o with { MaxTopicAliasBytes = (int)v }, Reload.NewConnections,
            "Bytes of topic names behind one connection's inbound topic aliases."),
    ];

    private static Member<LimitOptions>[] PerClient() =>
    [
        K.Of("max_filters_per_packet", new IntegerKind(1, 100_000), o => o.MaxFiltersPerPacket,
            (o, v) => o with { MaxFiltersPerPacket = (int)v }, Reload.AtOnce,
            "Most topic filters in one SUBSCRIBE or UNSUBSCRIBE."),
        K.Of("max_subscriptions_per_client", new IntegerKind(1, Most.Messages), o => o.MaxSubscriptionsPerClient,
            (o, v) => o with { MaxSubscriptionsPerClient = (int)v }, Reload.AtOnce,
            "Most subscriptions of one session."),
        K.Of("max_shared_subscriptions_per_client", new IntegerKind(0, Most.Messages), o => o.MaxSharedSubscriptionsPerClient,
            (o, v) => o with { MaxSharedSubscriptionsPerClient = (int)v }, Reload.AtOnce,
            "Most shared subscriptions of one session."),
        K.Of("max_will_bytes", new SizeKind(0, 256 * 1024 * 1024), o => o.MaxWillBytes,
            (o, v) => o with { MaxWillBytes = (int)v }, Reload.NewConnections,
            "Largest payload of a Will Message."),
        K.Of("max_awaiting_rel", new IntegerKind(1, ushort.MaxValue), o => o.MaxAwaitingRel,
            (o, v) => o with { MaxAwaitingRel = (int)v }, Reload.AtOnce,
            "Most QoS 2 messages of one session that wait for their PUBREL."),
    ];

    private static Member<LimitOptions>[] Together() =>
    [
        K.Of("max_retained_messages", new IntegerKind(0, Most.Messages), o => o.MaxRetainedMessages,
            (o, v) => o with { MaxRetainedMessages = (int)v }, Reload.AtOnce,
            "Most retained messages."),
        K.Of("max_retained_bytes", Bytes, o => o.MaxRetainedBytes, (o, v) => o with { MaxRetainedBytes = v }, Reload.AtOnce,
            "Most bytes of retained messages."),
        K.Of("max_memory", new SizeKind(0, 1L << 40), o => o.MaxMemory, (o, v) => o with { MaxMemory = v }, Reload.AtOnce,
            "What clients together may make the broker hold: sessions, subscriptions, queued and retained messages, wills, packets half received or not yet sent. "
            + "At four fifths of it nothing more is queued or retained, at nine tenths there are no new sessions and subscriptions, and at all of it who needs more is disconnected. "
            + "0: half of the memory the process may use."),
        K.Of("max_sessions", new IntegerKind(1, Most.Messages), o => o.MaxSessions, (o, v) => o with { MaxSessions = (int)v }, Reload.AtOnce,
            "Most sessions, connected or not."),
        K.Of("max_connections", new IntegerKind(0, Most.Messages), o => o.MaxConnections,
            (o, v) => o with { MaxConnections = (int)v }, Reload.Restart,
            "Most connections. 0: as many as the process may open files, less a reserve."),
    ];
}
