using Gmqtt.Broker.Routing;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Sessions;

/// <summary>Encodes a PUBLISH straight into a connection's send buffer. Under the session's lock.</summary>
internal static class PublishWriter
{
    /// <summary>False when the packet is larger than the client accepts; nothing is written then. [MQTT-3.1.2-24]</summary>
    /// <param name="session">Whose counters count it.</param>
    /// <param name="peer">Where it goes.</param>
    /// <param name="publish">Everything but the alias.</param>
    /// <param name="topic">The topic, needed only when the client takes aliases.</param>
    /// <param name="batch">Counts it and flushes it.</param>
    internal static bool TryWrite(Session session, Peer peer, in OutgoingPublish publish, ReadOnlySpan<char> topic, Batch batch)
        => peer.Aliases is null ? Encode(session, peer, publish, batch) : WriteWithAlias(session, peer, peer.Aliases, publish, topic, batch);

    private static bool WriteWithAlias(
        Session session, Peer peer, OutboundTopicAliases aliases, in OutgoingPublish publish, ReadOnlySpan<char> topic, Batch batch)
    {
        var alias = aliases.Find(topic);
        var known = alias != 0;
        var aliased = new OutgoingPublish
        {
            Topic = known ? default : publish.Topic,
            TopicAlias = known ? alias : aliases.Upcoming, // [MQTT-3.3.2-11]
            Payload = publish.Payload,
            QoS = publish.QoS,
            Retain = publish.Retain,
            Dup = publish.Dup,
            PacketId = publish.PacketId,
            MessageExpiryInterval = publish.MessageExpiryInterval,
            ForwardedProperties = publish.ForwardedProperties,
            SubscriptionIdentifiers = publish.SubscriptionIdentifiers,
        };
        if (!Encode(session, peer, aliased, batch)) return false;
        if (!known) aliases.Assign(topic);
        return true;
    }

    private static bool Encode(Session session, Peer peer, in OutgoingPublish publish, Batch batch)
    {
        var layout = PublishEncoder.Measure(publish, peer.Version);
        var size = layout.Size;
        if (size > peer.MaximumPacketSize) return false;
        PublishEncoder.Write(peer.Outbox.Reserve(size), publish, layout);
        batch.Tally.SentMessage(publish.QoS, size);
        session.Stats?.SentMessage(publish.QoS, size);
        if (session.Engine.Dump.IsOn) session.Engine.Dump.Sent(session.ClientId, PacketType.Publish, size);
        batch.Touch(peer.Outbox);
        return true;
    }
}
