using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Routing;
using Gmqtt.Protocol;

namespace Gmqtt.Broker.Handlers;

/// <summary>
/// The table of contents: which packet is handled where. A handler returns a completed task nearly always; when it does not, the connection's next packets wait for it.
/// </summary>
internal static class PacketDispatcher
{
    internal static ValueTask Dispatch(Connection connection, PacketType type, byte flags, ReadOnlyMemory<byte> body, Batch batch)
    {
        switch (type)
        {
            case PacketType.Publish:
                return PublishHandler.Handle(connection, flags, body, batch);
            case PacketType.PubAck or PacketType.PubRec or PacketType.PubComp:
                AcknowledgementHandler.Handle(connection, type, body.Span, batch);
                return default;
            case PacketType.PubRel:
                PubRelHandler.Handle(connection, body.Span, batch);
                return default;
            case PacketType.Subscribe:
                return SubscribeHandler.Handle(connection, body.Span);
            case PacketType.Unsubscribe:
                return UnsubscribeHandler.Handle(connection, body.Span);
            case PacketType.PingReq:
                PingReqHandler.Handle(connection, batch);
                return default;
            case PacketType.Disconnect:
                DisconnectHandler.Handle(connection, body.Span);
                return default;
            case PacketType.Auth:
                return AuthHandler.Handle(connection, body.Span);
            default:
                // [MQTT-3.1.0-2] a second CONNECT; and what only a server may send.
                connection.Fail(PacketError.Protocol("a client must not send this packet now"));
                return default;
        }
    }
}
