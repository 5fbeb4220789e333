using System.Text;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Broker.Time;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// An application message with bytes of its own: in a queue, in flight, or retained. One buffer holds topic, payload and forwarded properties, however many sessions keep it;
/// each keeper takes a reference and releases it once. The last release of a pooled message gives the buffer back. Keepers that are simply forgotten cost the pool
/// an allocation, nothing else; releasing twice is a bug that would give one buffer to two owners, and throws.
/// Retained messages are not pooled: they are read without a lock while another replaces them.
/// </summary>
internal sealed class StoredMessage
{
    private readonly MessagePool? _pool;
    private byte[] _buffer = [];
    private int _topicLength;
    private int _payloadLength;
    private int _propertiesLength;
    private int _references;
    private string? _topicName;

    internal StoredMessage(MessagePool? pool) => _pool = pool;

    internal ReadOnlySpan<byte> TopicUtf8 => _buffer.AsSpan(0, _topicLength);

    internal ReadOnlyMemory<byte> Payload => _buffer.AsMemory(_topicLength, _payloadLength);

    /// <summary>The properties that are passed on unaltered, as they stood in the PUBLISH.</summary>
    internal ReadOnlyMemory<byte> Properties => _buffer.AsMemory(_topicLength + _payloadLength, _propertiesLength);

    internal string TopicName => _topicName ??= Encoding.UTF8.GetString(TopicUtf8);

    internal QoS QoS { get; private set; }

    internal bool Retain { get; private set; }

    /// <summary>Message Expiry Interval in seconds as published, or null.</summary>
    internal uint? ExpiryInterval { get; private set; }

    /// <summary>When it arrived, by the coarse clock.</summary>
    internal long ArrivedAt { get; private set; }

    internal string PublisherId { get; private set; } = "";

    /// <summary>What it counts for in queue and retained limits.</summary>
    internal int Size => _topicLength + _payloadLength + _propertiesLength;

    internal void Set(
        ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, QoS qos, bool retain, uint? expiry, long arrivedAt, string publisherId)
    {
        var size = topic.Length + payload.Length + properties.Length;
        _buffer = _pool is null ? new byte[size] : _pool.RentBuffer(size);
        topic.CopyTo(_buffer);
        payload.CopyTo(_buffer.AsSpan(topic.Length));
        properties.CopyTo(_buffer.AsSpan(topic.Length + payload.Length));
        _topicLength = topic.Length;
        _payloadLength = payload.Length;
        _propertiesLength = properties.Length;
        _topicName = null;
        QoS = qos;
        Retain = retain;
        ExpiryInterval = expiry;
        ArrivedAt = arrivedAt;
        PublisherId = publisherId;
        Volatile.Write(ref _references, 1);
    }

    /// <summary>When it is no longer delivered: its own expiry, or the broker's limit if that is earlier; <see cref="long.MaxValue"/> for never.</summary>
    internal long ExpiresAt(TimeSpan limit)
    {
        var own = ExpiryInterval is { } seconds ? ArrivedAt + (seconds * 1000L) : long.MaxValue;
        return limit > TimeSpan.Zero ? Math.Min(own, ArrivedAt + (long)limit.TotalMilliseconds) : own;
    }

    /// <summary>The Message Expiry Interval to forward: the published one less the time waited here. [MQTT-3.3.2-6]</summary>
    internal uint? RemainingExpiry(long now)
        => ExpiryInterval is { } seconds ? (uint)Math.Max(0, seconds - ((now - ArrivedAt) / 1000)) : null;

    /// <summary>As the journal keeps it.</summary>
    internal MessageRecord ToRecord(Clock clock) => new()
    {
        Topic = TopicUtf8,
        Payload = Payload.Span,
        Properties = Properties.Span,
        QoS = QoS,
        Retain = Retain,
        ExpiryInterval = ExpiryInterval,
        ArrivedAt = clock.ToUnix(ArrivedAt),
        PublisherId = PublisherId,
    };

    /// <summary>From what a journal kept.</summary>
    internal void Set(in MessageRecord record, Clock clock)
        => Set(record.Topic, record.Payload, record.Properties, record.QoS, record.Retain, record.ExpiryInterval, clock.FromUnix(record.ArrivedAt), record.PublisherId);

    internal StoredMessage AddReference()
    {
        if (_pool is not null) Interlocked.Increment(ref _references);
        return this;
    }

    internal void Release()
    {
        if (_pool is null) return;
        var left = Interlocked.Decrement(ref _references);
        if (left > 0) return;
        if (left < 0) throw new InvalidOperationException("A stored message was released twice.");
        var buffer = _buffer;
        _buffer = [];
        _topicLength = _payloadLength = _propertiesLength = 0;
        _pool.Return(this, buffer);
    }
}
