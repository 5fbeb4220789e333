using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// Messages of QoS 0 that one read brought one after the other for one topic. They are encoded once for all receivers, and a receiver that can takes them in one go: of what a
/// message to 200 subscribers cost, a third was entering and leaving 200 locks. Views over the network's buffer, as in <see cref="RoutedMessage"/>. Belongs to a
/// <see cref="Batch"/>.
/// </summary>
internal sealed class MessageRun
{
    /// <summary>A larger payload costs more to copy twice than its lock.</summary>
    internal const int LargestPayload = 1024;

    private const int MostMessages = 256;

    /// <summary>A run stays in the processor's cache while it is copied from receiver to receiver.</summary>
    private const int MostBytes = 32 * 1024;

    private readonly Image _five = new(ProtocolVersion.V5);
    private readonly Image _three = new(ProtocolVersion.V311);
    private readonly List<Route> _rest = [];
    private Part[] _parts = [];
    private int _count;
    private int _bytes;

    internal int Count => _count;

    internal bool IsFull => _count == MostMessages || _bytes >= MostBytes;

    /// <summary>The topic of all of them; null when there are none.</summary>
    internal TopicEntry? Topic { get; private set; }

    internal ReadOnlySpan<Part> Parts => _parts.AsSpan(0, _count);

    /// <summary>Receivers that have to get the messages one by one.</summary>
    internal List<Route> Rest => _rest;

    internal void Add(TopicEntry topic, in Part part)
    {
        if (_count == _parts.Length) Array.Resize(ref _parts, Math.Max(16, _count * 2));
        Topic = topic;
        _parts[_count++] = part;
        _bytes += topic.Utf8.Length + part.Properties.Length + part.Payload.Length;
    }

    /// <summary>All of them as a receiver of this version gets them, and the size of the largest.</summary>
    internal ReadOnlySpan<byte> Encoded(ProtocolVersion version, out int largest)
        => (version == ProtocolVersion.V5 ? _five : _three).Of(this, out largest);

    internal void Clear()
    {
        Array.Clear(_parts, 0, _count);
        _rest.Clear();
        _count = _bytes = 0;
        Topic = null;
        _five.Clear();
        _three.Clear();
    }

    /// <summary>One message of a run.</summary>
    internal readonly record struct Part(ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Properties, uint? ExpiryInterval);

    private sealed class Image(ProtocolVersion version)
    {
        private byte[] _bytes = [];
        private int _length;
        private int _largest;

        internal ReadOnlySpan<byte> Of(MessageRun run, out int largest)
        {
            if (_length == 0) Encode(run);
            largest = _largest;
            return _bytes.AsSpan(0, _length);
        }

        internal void Clear() => _length = _largest = 0;

        private void Encode(MessageRun run)
        {
            foreach (var part in run.Parts)
            {
                var publish = new OutgoingPublish
                {
                    Topic = run.Topic!.Utf8,
                    Payload = part.Payload.Span,
                    MessageExpiryInterval = part.ExpiryInterval,
                    ForwardedProperties = part.Properties.Span,
                };
                var layout = PublishEncoder.Measure(publish, version);
                if (_length + layout.Size > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + layout.Size, Math.Max(4096, _bytes.Length * 2)));
                _length += PublishEncoder.Write(_bytes.AsSpan(_length), publish, layout);
                _largest = Math.Max(_largest, layout.Size);
            }
        }
    }
}
