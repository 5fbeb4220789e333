using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Connections;

/// <summary>From what the client asks for and what the configuration allows to what both agree on; hooks may change it in between.</summary>
internal static class ConnectNegotiation
{
    internal static ConnectRequest Request(ConnectPacket packet, BrokerOptions options, ListenerPolicy listener) => new()
    {
        ClientId = packet.ClientId,
        Version = packet.Version,
        Username = packet.UserName,
        Password = packet.Password,
        CleanStart = packet.CleanStart,
        KeepAlive = packet.KeepAlive,
        Will = packet.Will is { } will ? ToWillMessage(will) : null,
        AuthenticationMethod = packet.AuthenticationMethod,
        AuthenticationData = packet.AuthenticationData,
        UserProperties = packet.UserProperties,
        Options = new ConnectOptions
        {
            SessionExpiry = SessionExpiry(packet, options.Mqtt),
            ReceiveMaximum = options.Mqtt.ServerReceiveMaximum,
            MaximumQoS = options.Mqtt.MaximumQoS,
            MaximumPacketSize = listener.MaxPacketSize ?? options.Mqtt.MaxPacketSize,
            TopicAliasMaximum = options.Mqtt.TopicAliasMaximum,
            RetainAvailable = options.Mqtt.RetainAvailable,
            WildcardSubscriptionAvailable = options.Mqtt.WildcardSubscriptionAvailable,
            SubscriptionIdentifierAvailable = options.Mqtt.SubscriptionIdentifierAvailable,
            SharedSubscriptionAvailable = options.Mqtt.SharedSubscriptionAvailable,
            KeepAlive = KeepAlive(packet.KeepAlive, options.Mqtt.MaxKeepAlive),
            MaxInflight = options.Mqtt.MaxInflight,
            MaxQueuedMessages = options.Mqtt.MaxQueuedMessages,
            ResponseInformation = options.Mqtt.ResponseInformation.Length == 0 ? null : options.Mqtt.ResponseInformation,
        },
    };

    /// <summary>Brings what the hooks left back into the protocol's range.</summary>
    internal static void Limit(ConnectOptions options, ConnectPacket packet, BrokerOptions configured)
    {
        if (options.MaximumQoS > QoS.ExactlyOnce) options.MaximumQoS = QoS.ExactlyOnce;
        options.ReceiveMaximum = Math.Max((ushort)1, options.ReceiveMaximum);
        options.MaximumPacketSize = Math.Clamp(options.MaximumPacketSize, 16, 268_435_460);
        options.MaxInflight = Math.Clamp(options.MaxInflight, (ushort)1, packet.ReceiveMaximum ?? ushort.MaxValue); // [MQTT-3.3.4-9]
        options.MaxQueuedMessages = options.MaxQueuedMessages > 0 ? options.MaxQueuedMessages : configured.Mqtt.MaxQueuedMessages;
        if (packet.Version != ProtocolVersion.V5 && packet.CleanStart) options.SessionExpiry = 0; // 3.1.1 [MQTT-3.1.2-6]
    }

    internal static ClientOptions Agreed(ConnectPacket packet, ConnectOptions options) => new()
    {
        KeepAlive = options.KeepAlive,
        SessionExpiry = options.SessionExpiry == uint.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromSeconds(options.SessionExpiry),
        MaxInflight = options.MaxInflight,
        ReceiveMaximum = options.ReceiveMaximum,
        ClientMaximumPacketSize = packet.MaximumPacketSize ?? uint.MaxValue,
        ServerMaximumPacketSize = options.MaximumPacketSize,
        ClientTopicAliasMaximum = packet.TopicAliasMaximum ?? 0,
        ServerTopicAliasMaximum = options.TopicAliasMaximum,
        MaximumQoS = options.MaximumQoS,
        RetainAvailable = options.RetainAvailable,
        WildcardSubscriptionAvailable = options.WildcardSubscriptionAvailable,
        SubscriptionIdentifierAvailable = options.SubscriptionIdentifierAvailable,
        SharedSubscriptionAvailable = options.SharedSubscriptionAvailable,
        RequestProblemInformation = packet.RequestProblemInformation ?? true, // [MQTT-3.1.2-29]
        AuthenticationMethod = packet.AuthenticationMethod,
        UserProperties = packet.UserProperties,
    };

    private static uint SessionExpiry(ConnectPacket packet, MqttOptions options)
    {
        var limit = (uint)Math.Min(uint.MaxValue, options.SessionExpiry.TotalSeconds);
        if (packet.Version == ProtocolVersion.V5) return Math.Min(packet.SessionExpiryInterval ?? 0, limit);
        return packet.CleanStart ? 0 : limit;
    }

    private static ushort KeepAlive(ushort asked, ushort max) => max > 0 && (asked == 0 || asked > max) ? max : asked;

    private static WillMessage ToWillMessage(ConnectWill will) => new(
        new Message
        {
            TopicName = will.Topic,
            Payload = will.Payload,
            QoS = will.QoS,
            Retain = will.Retain,
            PayloadFormat = will.PayloadFormat,
            MessageExpiry = will.MessageExpiryInterval is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            ContentType = will.ContentType,
            ResponseTopic = will.ResponseTopic,
            CorrelationData = will.CorrelationData,
            UserProperties = will.UserProperties, // [MQTT-3.1.3-10]
        },
        TimeSpan.FromSeconds(will.DelayInterval ?? 0));
}
