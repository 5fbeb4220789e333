using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Routing;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;

namespace Gmqtt.Broker.Handlers;

/// <summary>PINGREQ [MQTT-3.12.4-1]: the answer says that the broker lives, and need not wait for the store.</summary>
internal static class PingReqHandler
{
    internal static void Handle(Connection connection, Batch batch)
    {
        lock (connection.Outbox.Gate) PingCodec.PingResp.CopyTo(connection.Outbox.ReserveAhead(PingCodec.Size));
        connection.Sent(PacketType.PingResp, PingCodec.Size, batch);
    }
}
