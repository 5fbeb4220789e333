using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Routing;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;

namespace Gmqtt.Broker.Handlers;

/// <summary>PUBREL: the client forgets a QoS 2 message, and so do we.</summary>
internal static class PubRelHandler
{
    internal static void Handle(Connection connection, ReadOnlySpan<byte> body, Batch batch)
    {
        var error = AckCodec.TryRead(body, PacketType.PubRel, connection.Version, out var packet);
        if (error.IsError)
        {
            connection.Fail(error);
            return;
        }

        connection.OpenQoS2.Remove(packet.PacketId);
        var known = connection.Session!.Received.Remove(packet.PacketId);
        if (known) connection.Session.Journal?.ReceivedRemoved(packet.PacketId, batch);
        // [MQTT-4.3.3-11] always, also for an identifier that is not known (any more).
        connection.Session.Sender.WriteAck(PacketType.PubComp, packet.PacketId, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound, batch);
    }
}
