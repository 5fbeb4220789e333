using System.Buffers;
using Gmqtt.Mqtt;

namespace Gmqtt.Protocol.Framing;

/// <summary>
/// Cuts received bytes into frames (MQTT 5.0, 2.1). Pure: it keeps no state, so the answer does not depend on how the network split
/// the bytes, and every limit is checked as soon as the fixed header is there.
/// <code>
/// bit      7 6 5 4   3 2 1 0
/// byte 1   type      flags
/// byte 2.. Remaining Length, one to four bytes
/// </code>
/// </summary>
public static class FrameReader
{
    private const int MaximumHeaderSize = 1 + VariableByteInteger.MaxSize;

    // Flags that each type must carry, by type; PUBLISH uses all four and is not looked up.
    private static ReadOnlySpan<byte> RequiredFlags => [0, 0, 0, 0, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0];

    /// <summary>Looks for a frame at the start of contiguous bytes; the hot path.</summary>
    /// <param name="buffer">What has been received and not consumed.</param>
    /// <param name="limits">What the connection accepts.</param>
    /// <param name="headerLength">Where the body starts, once the fixed header is complete; else 0.</param>
    /// <param name="totalLength">Where the frame ends, once the fixed header is complete; else 0. May lie beyond the buffer.</param>
    /// <param name="error">Why, when <see cref="FrameStatus.Error"/>.</param>
    /// <returns>Frame when <paramref name="totalLength"/> bytes are there.</returns>
    public static FrameStatus TryRead(
        ReadOnlySpan<byte> buffer, in FrameLimits limits, out int headerLength, out int totalLength, out PacketError error)
    {
        FrameStatus status = ReadHeader(buffer, limits, out headerLength, out totalLength, out error);
        return status == FrameStatus.Frame && buffer.Length < totalLength ? FrameStatus.NeedMore : status;
    }

    /// <summary>Takes the next frame from <paramref name="buffer"/> and moves the buffer behind it.</summary>
    /// <param name="buffer">What has been received; changed only when a frame is returned.</param>
    /// <param name="limits">What the connection accepts.</param>
    /// <param name="frame">The frame, when there is one.</param>
    /// <param name="error">Why, when <see cref="FrameStatus.Error"/>.</param>
    /// <returns>Whether there is a frame, more is needed, or the connection must be closed.</returns>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> buffer, in FrameLimits limits, out Frame frame, out PacketError error)
    {
        frame = default;
        Span<byte> copy = stackalloc byte[MaximumHeaderSize];
        scoped ReadOnlySpan<byte> start = buffer.FirstSpan;
        if (start.Length < MaximumHeaderSize && !buffer.IsSingleSegment)
        {
            int length = (int)Math.Min(buffer.Length, MaximumHeaderSize);
            buffer.Slice(0, length).CopyTo(copy);
            start = copy[..length];
        }

        FrameStatus status = ReadHeader(start, limits, out int headerLength, out int totalLength, out error);
        if (status != FrameStatus.Frame)
        {
            return status;
        }

        if (buffer.Length < totalLength)
        {
            return FrameStatus.NeedMore;
        }

        frame = new Frame(start[0], buffer.Slice(headerLength, totalLength - headerLength));
        buffer = buffer.Slice(totalLength);
        return FrameStatus.Frame;
    }

    private static FrameStatus ReadHeader(
        ReadOnlySpan<byte> start, in FrameLimits limits, out int headerLength, out int totalLength, out PacketError error)
    {
        headerLength = 0;
        totalLength = 0;
        error = PacketError.None;
        if (start.IsEmpty)
        {
            return FrameStatus.NeedMore;
        }

        var type = (PacketType)(start[0] >> 4);
        if (type != PacketType.Publish && !FirstByteIsAllowed(start[0], limits.Version, out error))
        {
            return FrameStatus.Error;
        }

        switch (VariableByteInteger.TryRead(start[1..], out int remainingLength, out int lengthSize))
        {
            case OperationStatus.NeedMoreData:
                return FrameStatus.NeedMore;
            case OperationStatus.InvalidData:
                error = PacketError.Malformed("Remaining Length is not a Variable Byte Integer in its shortest form");
                return FrameStatus.Error;
        }

        int total = 1 + lengthSize + remainingLength;
        if (type != PacketType.Publish && !LengthIsAllowed(type, remainingLength, limits.Version, out error))
        {
            return FrameStatus.Error;
        }

        if (total > limits.MaximumSize(type))
        {
            error = new PacketError(ReasonCode.PacketTooLarge, "the packet is larger than this server accepts");
            return FrameStatus.Error;
        }

        headerLength = 1 + lengthSize;
        totalLength = total;
        return FrameStatus.Frame;
    }

    private static bool FirstByteIsAllowed(byte firstByte, ProtocolVersion? version, out PacketError error)
    {
        int type = firstByte >> 4;
        error = PacketError.None;
        if (type == 0 || (type == (int)PacketType.Auth && version is ProtocolVersion.V31 or ProtocolVersion.V311))
        {
            error = PacketError.Malformed("the packet type is reserved");
            return false;
        }

        // In MQTT 3.1 a repeated PUBREL, SUBSCRIBE or UNSUBSCRIBE carries DUP; from 3.1.1 on the bit is reserved.
        int flags = firstByte & 0x0F;
        if (version == ProtocolVersion.V31 && RequiredFlags[type] == 2)
        {
            flags &= 0x07;
        }

        // [MQTT-2.1.3-1] (3.1.1: [MQTT-2.2.2-2]); [MQTT-3.6.1-1], [MQTT-3.8.1-1], [MQTT-3.10.1-1], [MQTT-3.14.1-1], [MQTT-3.15.1-1].
        if (flags != RequiredFlags[type])
        {
            error = PacketError.Malformed("reserved flags of the fixed header are not as required");
            return false;
        }

        return true;
    }

    // Packets with a fixed length are refused by their header, however small the difference.
    private static bool LengthIsAllowed(PacketType type, int remainingLength, ProtocolVersion? version, out PacketError error)
    {
        bool before5 = version is ProtocolVersion.V31 or ProtocolVersion.V311;
        bool allowed = type switch
        {
            PacketType.PingReq or PacketType.PingResp => remainingLength == 0,
            PacketType.Disconnect when before5 => remainingLength == 0,
            PacketType.ConnAck or PacketType.PubAck or PacketType.PubRec or PacketType.PubRel or PacketType.PubComp
                or PacketType.UnsubAck when before5 => remainingLength == 2,
            _ => true,
        };
        error = allowed ? PacketError.None : PacketError.Malformed("Remaining Length is not the one this packet type has");
        return allowed;
    }
}
