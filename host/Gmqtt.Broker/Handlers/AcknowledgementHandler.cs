using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Routing;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;

namespace Gmqtt.Broker.Handlers;

/// <summary>PUBACK, PUBREC and PUBCOMP: the client's answers to what it was sent.</summary>
internal static class AcknowledgementHandler
{
    internal static void Handle(Connection connection, PacketType type, ReadOnlySpan<byte> body, Batch batch)
    {
        var error = AckCodec.TryRead(body, type, connection.Version, out var packet);
        if (error.IsError) connection.Fail(error);
        else if (!connection.Session!.Sender.Acknowledged(type, packet.PacketId, packet.ReasonCode, batch))
            connection.Fail(PacketError.Protocol("the acknowledgement is of the wrong kind for this Packet Identifier"));
    }
}
