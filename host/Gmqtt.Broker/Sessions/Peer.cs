using Gmqtt.Broker.Outbound;
using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Sessions;

/// <summary>The connection a session sends to, with what its client agreed to.</summary>
internal sealed class Peer
{
    internal Peer(IClient client, Outbox outbox, ProtocolVersion version, uint maximumPacketSize, ushort window, ushort topicAliasMaximum)
    {
        Client = client;
        Outbox = outbox;
        Version = version;
        MaximumPacketSize = maximumPacketSize;
        Window = window;
        Aliases = topicAliasMaximum > 0 ? new OutboundTopicAliases(Math.Min((int)topicAliasMaximum, MostAliases)) : null;
    }

    /// <summary>More aliases than this save no bytes worth their memory.</summary>
    private const int MostAliases = 256;

    internal IClient Client { get; }

    internal Outbox Outbox { get; }

    internal ProtocolVersion Version { get; }

    /// <summary>Largest packet the client accepts.</summary>
    internal uint MaximumPacketSize { get; }

    /// <summary>Most unacknowledged PUBLISH packets of QoS 1 and 2. [MQTT-3.3.4-9]</summary>
    internal ushort Window { get; }

    /// <summary>Null when the client takes no aliases. [MQTT-3.1.2-27]</summary>
    internal OutboundTopicAliases? Aliases { get; }
}
