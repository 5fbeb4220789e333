using Gmqtt.Broker.Connections;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;

namespace Gmqtt.Broker.Handlers;

/// <summary>DISCONNECT: the client leaves in good order.</summary>
internal static class DisconnectHandler
{
    internal static void Handle(Connection connection, ReadOnlySpan<byte> body)
    {
        var error = DisconnectCodec.TryRead(body, connection.Version, Sender.Client, out var packet);
        var session = connection.Session!;
        if (error.IsNone && packet.SessionExpiryInterval > 0 && session.IsEphemeral)
            error = PacketError.Protocol("a session that ends with its connection cannot be given an expiry at DISCONNECT"); // 3.14.2.2.2
        if (error.IsError)
        {
            connection.Fail(error);
            return;
        }

        if (packet.SessionExpiryInterval is { } expiry) session.ExpirySeconds = Math.Min(expiry, Limit(connection));
        if (packet.ReasonCode == ReasonCode.NormalDisconnection) session.Will = null; // [MQTT-3.14.4-3]
        connection.RequestClose(new CloseReason(packet.ReasonCode, true, packet.ReasonString ?? "DISCONNECT"));
    }

    private static uint Limit(Connection connection) => (uint)Math.Min(uint.MaxValue, connection.Engine.Options.Mqtt.SessionExpiry.TotalSeconds);
}
