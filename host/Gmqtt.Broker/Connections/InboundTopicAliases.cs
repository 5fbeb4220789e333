using Gmqtt.Mqtt;
using Gmqtt.Protocol;

namespace Gmqtt.Broker.Connections;

/// <summary>
/// Topic Aliases that the client has set on this connection, and on no other [MQTT-3.3.2-7]. Bounded in number by the negotiated maximum and in bytes by a limit,
/// because the aliases of one client could otherwise hold four gigabytes of names. Owned by the read loop.
/// </summary>
internal sealed class InboundTopicAliases
{
    private readonly byte[]?[] _topics;
    private readonly int _maxBytes;
    private int _bytes;

    internal InboundTopicAliases(int maximum, int maxBytes)
    {
        _topics = new byte[]?[maximum + 1];
        _maxBytes = maxBytes;
    }

    /// <summary>The topic an alias stands for.</summary>
    internal PacketError Resolve(ushort alias, out ReadOnlySpan<byte> topic)
    {
        topic = default;
        if (alias >= _topics.Length) return TooHigh; // [MQTT-3.3.2-9]
        if (_topics[alias] is not { } known) return PacketError.Protocol("the Topic Alias has not been set on this connection");
        topic = known;
        return PacketError.None;
    }

    /// <summary>Sets an alias or sets it anew. [MQTT-3.3.2-12]</summary>
    internal PacketError Set(ushort alias, ReadOnlySpan<byte> topic)
    {
        if (alias >= _topics.Length) return TooHigh;
        if (_topics[alias] is { } known && topic.SequenceEqual(known)) return PacketError.None;
        var bytes = _bytes - (_topics[alias]?.Length ?? 0) + topic.Length;
        if (bytes > _maxBytes) return new PacketError(ReasonCode.QuotaExceeded, "the topic names behind the Topic Aliases are too long together");
        _bytes = bytes;
        _topics[alias] = topic.ToArray();
        return PacketError.None;
    }

    private static PacketError TooHigh => new(ReasonCode.TopicAliasInvalid, "the Topic Alias is above the Topic Alias Maximum");
}
