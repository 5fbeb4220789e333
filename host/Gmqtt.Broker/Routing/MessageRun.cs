using Gmqtt.Mqtt;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Framing;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// Messages of QoS 0 that one read brought one after the other for one topic. A receiver that can takes them in one go: of what a message to 200 subscribers cost, a third was
/// entering and leaving 200 locks. Who speaks the publisher's version gets the bytes as they came, as they are the same; for the others they are encoded once. Views over the
/// network's buffer, as in <see cref="RoutedMessage"/>. Belongs to a <see cref="Batch"/>.
/// </summary>
internal sealed class MessageRun
{
    /// <summary>A larger payload costs more to copy twice than its lock: it joins only where it goes on as it came.</summary>
    private const int LargestCopied = 1024;

    private const int MostMessages = 256;

    private const int NotAsReceived = -1;

    /// <summary>A run stays in the processor's cache while it is copied from receiver to receiver.</summary>
    private const int MostBytes = 64 * 1024;

    private readonly Image _five = new(ProtocolVersion.V5);
    private readonly Image _three = new(ProtocolVersion.V311);
    private readonly List<Route> _rest = [];
    private ReadOnlyMemory<byte> _received;
    private bool _isReceivedAsFive;
    private Part[] _parts = [];
    private int _count;
    private int _bytes;
    private int _largest;
    private bool _hasLarge;
    private int _begin;
    private int _end;

    internal int Count => _count;

    internal bool IsFull => _count == MostMessages || _bytes >= MostBytes;

    /// <summary>The topic of all of them; null when there are none.</summary>
    internal TopicEntry? Topic { get; private set; }

    internal ReadOnlySpan<Part> Parts => _parts.AsSpan(0, _count);

    /// <summary>Receivers that have to get the messages one by one.</summary>
    internal List<Route> Rest => _rest;

    /// <summary>The bytes that are read from now on, and in which version they are.</summary>
    internal void From(ReadOnlyMemory<byte> received, ProtocolVersion version) => (_received, _isReceivedAsFive) = (received, version == ProtocolVersion.V5);

    /// <summary>Where among the received bytes a message stands that goes to others as it came; else -1.</summary>
    internal int Find(in PublishView view, ReadOnlyMemory<byte> body)
    {
        // An alias or an expiry is among the properties that are not forwarded as they are.
        if (!view.ForwardsAllProperties || !_received.Span.Overlaps(body.Span, out var at)) return NotAsReceived;
        return at - (SizeOf(body) - body.Length);
    }

    /// <summary>Whether a message may join; if not, the run has to end first, or the message goes alone.</summary>
    internal static bool Takes(int payloadLength, int at) => at != NotAsReceived || payloadLength <= LargestCopied;

    /// <summary>Whether a message may join those that are there. What goes on as it came has to lie behind what came before.</summary>
    internal bool IsContinuedBy(int at) => _count == 0 || (!IsFull && at == _end);

    internal void Add(TopicEntry topic, in Part part, int at, ReadOnlyMemory<byte> body)
    {
        if (_count == _parts.Length) Array.Resize(ref _parts, Math.Max(16, _count * 2));
        if (_count == 0) _begin = at;
        var size = SizeOf(body);
        Topic = topic;
        _parts[_count++] = part;
        _bytes += size;
        _largest = Math.Max(_largest, size);
        _hasLarge |= part.Payload.Length > LargestCopied;
        _end = at == NotAsReceived ? NotAsReceived : at + size;
    }

    /// <summary>All of them as a receiver of this version gets them, and the size of the largest; false where each is better encoded in its place.</summary>
    internal bool TryEncode(ProtocolVersion version, out ReadOnlySpan<byte> encoded, out int largest)
    {
        if (_end != NotAsReceived && _isReceivedAsFive == (version == ProtocolVersion.V5))
        {
            encoded = _received.Span[_begin.._end];
            largest = _largest;
            return true;
        }

        encoded = default;
        largest = 0;
        if (_hasLarge) return false;
        encoded = (version == ProtocolVersion.V5 ? _five : _three).Of(this, out largest);
        return true;
    }

    internal void Clear()
    {
        Array.Clear(_parts, 0, _count);
        _rest.Clear();
        _count = _bytes = _largest = 0;
        _hasLarge = false;
        Topic = null;
        _five.Clear();
        _three.Clear();
    }

    /// <summary>The Remaining Length came in its shortest form, or the connection would have ended: what is computed is what was received.</summary>
    private static int SizeOf(ReadOnlyMemory<byte> body) => 1 + VariableByteInteger.GetSize(body.Length) + body.Length;

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
