using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Broker.Time;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// A message on its way to the sessions: views over somebody else's bytes (the network buffer, or a stored message), valid while it is being routed. A session that must
/// keep it calls <see cref="Keep"/>, and all that keep it share one copy. Belongs to a <see cref="Batch"/> and is filled again for every message.
/// </summary>
internal sealed class RoutedMessage
{
    private readonly MessagePool _pool;
    private StoredMessage? _kept;
    private ulong _number;

    internal RoutedMessage(MessagePool pool) => _pool = pool;

    internal TopicEntry Topic { get; private set; } = null!;

    internal ReadOnlySpan<byte> TopicUtf8 => Topic.Utf8;

    internal ReadOnlySpan<char> TopicChars => Topic.Chars;

    internal ReadOnlyMemory<byte> Payload { get; private set; }

    internal ReadOnlyMemory<byte> Properties { get; private set; }

    internal QoS QoS { get; private set; }

    internal bool Retain { get; private set; }

    internal uint? ExpiryInterval { get; private set; }

    internal long ArrivedAt { get; private set; }

    /// <summary>Who published it; empty for the broker itself.</summary>
    internal string PublisherId { get; private set; } = "";

    internal void Set(
        TopicEntry topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties, QoS qos, bool retain, uint? expiry, long arrivedAt, string publisherId)
    {
        Topic = topic;
        Payload = payload;
        Properties = properties;
        QoS = qos;
        Retain = retain;
        ExpiryInterval = expiry;
        ArrivedAt = arrivedAt;
        PublisherId = publisherId;
    }

    internal void Set(TopicEntry topic, StoredMessage stored)
    {
        Set(topic, stored.Payload, stored.Properties, stored.QoS, stored.Retain, stored.ExpiryInterval, stored.ArrivedAt, stored.PublisherId);
        _kept = stored.AddReference();
    }

    /// <summary>A reference for whoever must keep the message; the caller releases it.</summary>
    internal StoredMessage Keep()
    {
        if (_kept is null)
        {
            _kept = _pool.Rent();
            _kept.Set(TopicUtf8, Payload.Span, Properties.Span, QoS, Retain, ExpiryInterval, ArrivedAt, PublisherId);
        }

        return _kept.AddReference();
    }

    /// <summary>The message's number in the journal, which has it from the first queue on that it joins. Within the unit in which it is routed.</summary>
    internal ulong AddTo(Journal journal, Clock clock)
    {
        if (_number != 0) return _number;
        _number = journal.NextId();
        using var writer = journal.Write();
        writer.Changes.MessageAdded(_number, new MessageRecord
        {
            Topic = TopicUtf8,
            Payload = Payload.Span,
            Properties = Properties.Span,
            QoS = QoS,
            Retain = Retain,
            ExpiryInterval = ExpiryInterval,
            ArrivedAt = clock.ToUnix(ArrivedAt),
            PublisherId = PublisherId,
        });
        return _number;
    }

    /// <summary>Ends the routing.</summary>
    internal void Clear()
    {
        _number = 0;
        _kept?.Release();
        _kept = null;
        Payload = default;
        Properties = default;
    }
}
