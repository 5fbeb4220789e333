using Gmqtt.Broker;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Host.Configuration.Schema;
using Gmqtt.Mqtt;
using K = Gmqtt.Host.Configuration.Schema.Keys<Gmqtt.Broker.MqttOptions>;

namespace Gmqtt.Host.Configuration.Sections;

/// <summary>The <c>[mqtt]</c> table. Names are gmqtt's; what gmqtt did not have comes last.</summary>
internal static class MqttSection
{
    private static readonly DurationKind UpToExpiry = new(TimeSpan.Zero, Most.Expiry);
    private static readonly BoolKind Bool = new();
    private static readonly IntegerKind Count16 = new(1, ushort.MaxValue);
    private static readonly IntegerKind CountOrZero16 = new(0, ushort.MaxValue);

    public static readonly Section<MqttOptions> Rows = new(() => new MqttOptions(), [.. Times(), .. Negotiated(), .. Queues(), .. Ours()])
    {
        Gone = new Dictionary<string, string>
        {
            ["session_expiry_check_interval"] = "gone: sessions expire to the second, there is nothing to check; remove the line",
            ["session_expiry_check_timer"] = "gone: sessions expire to the second, there is nothing to check; remove the line",
        },
        Check = (o, path, reading) =>
        {
            if (o.MaxQueuedMessages < o.MaxInflight)
            {
                var (queued, inflight) = ($"{path}.max_queued_messages", $"{path}.max_inflight");
                var origin = reading.OriginOfAny(queued, inflight);
                reading.Complain(
                    origin,
                    queued,
                    $"is {o.MaxQueuedMessages}, but max_inflight is {o.MaxInflight}; "
                    + $"the queue holds what is in flight too, write at least {o.MaxInflight}");
            }
        },
    };

    private static Member<MqttOptions>[] Times() =>
    [
        K.Of("session_expiry", UpToExpiry, o => o.SessionExpiry, (o, v) => o with { SessionExpiry = v }, Reload.NewConnections,
            "Longest life of a session behind its connection: a cap for MQTT 5.0 clients, the value for MQTT 3.x clients without Clean Session."),
        K.Of("message_expiry", UpToExpiry, o => o.MessageExpiry, (o, v) => o with { MessageExpiry = v }, Reload.AtOnce,
            "Longest time a message waits in a queue. 0s leaves only the message's own expiry."),
        K.Of("inflight_expiry", UpToExpiry, o => o.InflightExpiry, (o, v) => o with { InflightExpiry = v }, Reload.AtOnce,
            "A message that is in flight (sent, not acknowledged) for longer than this is the first to go when the queue is full. 0s: never."),
    ];

    private static Member<MqttOptions>[] Negotiated() =>
    [
        K.Of("max_packet_size", new SizeKind(16, 256 * 1024 * 1024), o => o.MaxPacketSize,
            (o, v) => o with { MaxPacketSize = (uint)v }, Reload.NewConnections,
            "Largest packet accepted from a client, of any protocol version."),
        K.Of("server_receive_maximum", Count16, o => o.ServerReceiveMaximum,
            (o, v) => o with { ServerReceiveMaximum = (ushort)v }, Reload.NewConnections,
            "Receive Maximum: QoS 1 and 2 messages that a client may send before the first is acknowledged."),
        K.Of("max_keepalive", CountOrZero16, o => o.MaxKeepAlive, (o, v) => o with { MaxKeepAlive = (ushort)v }, Reload.NewConnections,
            "Longest Keep Alive granted, in seconds; also for clients that ask for none. 0: any, and none."),
        K.Of("topic_alias_maximum", CountOrZero16, o => o.TopicAliasMaximum,
            (o, v) => o with { TopicAliasMaximum = (ushort)v }, Reload.NewConnections,
            "Highest Topic Alias that a client may send. 0: none."),
        K.Of("subscription_identifier_available", Bool, o => o.SubscriptionIdentifierAvailable,
            (o, v) => o with { SubscriptionIdentifierAvailable = v }, Reload.NewConnections,
            "Whether Subscription Identifiers are supported."),
        K.Of("wildcard_subscription_available", Bool, o => o.WildcardSubscriptionAvailable,
            (o, v) => o with { WildcardSubscriptionAvailable = v }, Reload.NewConnections,
            "Whether topic filters with + and # are supported."),
        K.Of("shared_subscription_available", Bool, o => o.SharedSubscriptionAvailable,
            (o, v) => o with { SharedSubscriptionAvailable = v }, Reload.NewConnections,
            "Whether $share subscriptions are supported."),
        K.Of("maximum_qos", new IntegerKind(0, 2), o => (long)o.MaximumQoS, (o, v) => o with { MaximumQoS = (QoS)v }, Reload.NewConnections,
            "Highest QoS a client may publish with."),
        K.Of("retain_available", Bool, o => o.RetainAvailable, (o, v) => o with { RetainAvailable = v }, Reload.NewConnections,
            "Whether retained messages are supported."),
        K.Of("allow_zero_length_clientid", Bool, o => o.AllowZeroLengthClientId,
            (o, v) => o with { AllowZeroLengthClientId = v }, Reload.NewConnections,
            "Whether a client may leave its Client Identifier to the broker."),
    ];

    private static Member<MqttOptions>[] Queues() =>
    [
        K.Of("max_queued_messages", new IntegerKind(1, Most.Messages), o => o.MaxQueuedMessages,
            (o, v) => o with { MaxQueuedMessages = (int)v }, Reload.AtOnce,
            "Messages that may wait for one client, those in flight included."),
        K.Of("max_queued_bytes", new SizeKind(1024, Most.Bytes), o => o.MaxQueuedBytes, (o, v) => o with { MaxQueuedBytes = v }, Reload.AtOnce,
            "Bytes of messages that may wait for one client."),
        K.Of("max_inflight", Count16, o => o.MaxInflight, (o, v) => o with { MaxInflight = (ushort)v }, Reload.NewConnections,
            "QoS 1 and 2 messages sent to one client before the first is acknowledged."),
        K.Of("queue_qos0_messages", Bool, o => o.QueueQoS0Messages, (o, v) => o with { QueueQoS0Messages = v }, Reload.AtOnce,
            "Whether QoS 0 messages are queued for sessions that are not connected."),
        K.Of("delivery_mode", new ChoiceKind<DeliveryMode>(("onlyonce", DeliveryMode.OnlyOnce), ("overlap", DeliveryMode.Overlap)), o => o.DeliveryMode,
            (o, v) => o with { DeliveryMode = v }, Reload.AtOnce,
            "What a client with several subscriptions that match gets: one copy with the highest QoS, or one for each."),
    ];

    private static Member<MqttOptions>[] Ours() =>
    [
        K.Of("shared_subscription_strategy", Strategies, o => o.SharedSubscriptionStrategy,
            (o, v) => o with { SharedSubscriptionStrategy = v }, Reload.AtOnce,
            "How a shared group picks the member that gets a message."),
        K.Of("disconnect_on_receive_maximum_exceeded", Bool, o => o.DisconnectOnReceiveMaximumExceeded,
            (o, v) => o with { DisconnectOnReceiveMaximumExceeded = v }, Reload.NewConnections,
            "Whether a client that sends more unacknowledged messages than server_receive_maximum is disconnected (reason 0x93); "
            + "else it is only read slower."),
        K.Of("validate_payload_format", Bool, o => o.ValidatePayloadFormat, (o, v) => o with { ValidatePayloadFormat = v }, Reload.AtOnce,
            "Whether a payload that is marked as UTF-8 text is checked to be."),
        K.Of("response_information", new TextKind(), o => o.ResponseInformation, (o, v) => o with { ResponseInformation = v }, Reload.NewConnections,
            "Response Information for clients that ask for it: usually the root of the topics for answers. Empty: none."),
        K.Of("sys_interval", new DurationKind(TimeSpan.Zero, TimeSpan.FromDays(1)), o => o.SysInterval,
            (o, v) => o with { SysInterval = v }, Reload.AtOnce,
            "How often the $SYS topics are published. 0s: never."),
    ];

    private static ChoiceKind<SharedSubscriptionStrategy> Strategies => new(
        ("round_robin", SharedSubscriptionStrategy.RoundRobin),
        ("random", SharedSubscriptionStrategy.Random),
        ("sticky", SharedSubscriptionStrategy.Sticky),
        ("hash_client", SharedSubscriptionStrategy.HashClient),
        ("hash_topic", SharedSubscriptionStrategy.HashTopic),
        ("least_inflight", SharedSubscriptionStrategy.LeastInflight));
}
