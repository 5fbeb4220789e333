using System.Text;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Wire;

namespace Gmqtt.Broker.Connections;

/// <summary>What a well-formed CONNECT can still be refused for, before anybody is asked about the client.</summary>
internal static class ConnectPolicy
{
    internal static PacketError Judge(ConnectPacket packet, BrokerOptions options, ListenerPolicy listener)
    {
        if (listener.Versions is { } versions && !versions.Contains(packet.Version))
            return new PacketError(ReasonCode.UnsupportedProtocolVersion, "this listener does not speak the protocol version");
        var error = JudgeClientId(packet, options);
        if (error.IsNone && packet.UserName is { } name && !options.Limits.AllowControlCharacters && Utf8Rules.ContainsControl(name.AsSpan()))
            error = new PacketError(ReasonCode.BadUserNameOrPassword, "the user name has a control character");
        return error.IsNone && packet.Will is { } will ? JudgeWill(will, options) : error;
    }

    private static PacketError JudgeClientId(ConnectPacket packet, BrokerOptions options)
    {
        var id = packet.ClientId;
        if (id.Length == 0)
        {
            if (!options.Mqtt.AllowZeroLengthClientId) return Invalid("a Client Identifier is required here");
            // 3.1.1 [MQTT-3.1.3-8]: a session that is to be kept needs a name by which to find it.
            return packet.Version != ProtocolVersion.V5 && !packet.CleanStart
                ? Invalid("without a Client Identifier, Clean Session must be 1")
                : PacketError.None;
        }

        if (Encoding.UTF8.GetByteCount(id) > options.Limits.MaxClientIdBytes) return Invalid("the Client Identifier is too long");
        // A Client Identifier that reads as a wildcard would match every rule and every key pattern it is put into.
        if (id.AsSpan().ContainsAny('+', '#')) return Invalid("the Client Identifier has a wildcard character");
        return !options.Limits.AllowControlCharacters && Utf8Rules.ContainsControl(id.AsSpan())
            ? Invalid("the Client Identifier has a control character")
            : PacketError.None;
    }

    private static PacketError JudgeWill(ConnectWill will, BrokerOptions options)
    {
        if (will.QoS > options.Mqtt.MaximumQoS) return new PacketError(ReasonCode.QoSNotSupported, "the Will QoS is above the Maximum QoS"); // [MQTT-3.2.2-12]
        if (will.Retain && !options.Mqtt.RetainAvailable)
            return new PacketError(ReasonCode.RetainNotSupported, "retained messages are not available"); // [MQTT-3.2.2-13]
        if (will.Payload.Length > options.Limits.MaxWillBytes) return new PacketError(ReasonCode.QuotaExceeded, "the Will Payload is too long");
        if (will.Topic.StartsWith("$SYS/", StringComparison.Ordinal) || will.Topic.StartsWith("$share/", StringComparison.Ordinal))
            return new PacketError(ReasonCode.TopicNameInvalid, "clients do not publish to this topic");
        return !options.Limits.AllowControlCharacters && Utf8Rules.ContainsControl(will.Topic.AsSpan())
            ? new PacketError(ReasonCode.TopicNameInvalid, "the Will Topic has a control character")
            : PacketError.None;
    }

    private static PacketError Invalid(string reason) => new(ReasonCode.ClientIdentifierNotValid, reason);
}
