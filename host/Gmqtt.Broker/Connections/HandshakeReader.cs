using System.Buffers;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Framing;
using Gmqtt.Protocol.Packets;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Broker.Connections;

/// <summary>Reads packets one at a time before the client is connected, within the budget for strangers.</summary>
internal sealed class HandshakeReader
{
    private readonly Connection _connection;
    private readonly LimitOptions _limits;
    private PartialPacket _partial;

    internal HandshakeReader(Connection connection, LimitOptions limits)
    {
        _connection = connection;
        _limits = limits;
        _partial = new PartialPacket(connection.Engine.Held);
    }

    internal async Task<(ConnectPacket? Packet, CloseReason? Failure)> ReadConnectAsync()
    {
        ConnectPacket? packet = null;
        var failure = await ReadAsync(null, (type, body) =>
        {
            // [MQTT-3.1.0-1] closed without an answer: whoever does not begin with CONNECT does not speak MQTT.
            if (type != PacketType.Connect) return new CloseReason(ReasonCode.ProtocolError, false, "the first packet is not a CONNECT");
            var error = ConnectCodec.TryRead(body, new TopicLimits(_limits.MaxTopicLevels, _limits.MaxTopicBytes), out var version, out packet);
            if (error.IsNone) return null;
            if (version is null) return new CloseReason(error.Code, false, error.Reason);
            _connection.Version = version.Value;
            return new Handshake(_connection.Engine, _connection).Refuse(error.Code, error.Reason);
        });
        return (packet, failure);
    }

    /// <summary>The client's next AUTH within an exchange; anything else is a protocol error. [MQTT-3.1.2-30]</summary>
    internal async Task<(AuthPacket? Packet, CloseReason? Failure)> ReadAuthAsync()
    {
        AuthPacket? packet = null;
        var failure = await ReadAsync(ProtocolVersion.V5, (type, body) =>
        {
            if (type == PacketType.Disconnect) return new CloseReason(ReasonCode.NormalDisconnection, true, "DISCONNECT during authentication");
            var error = type == PacketType.Auth
                ? AuthCodec.TryRead(body, ProtocolVersion.V5, Sender.Client, out packet)
                : PacketError.Protocol("only AUTH and DISCONNECT may come during authentication");
            return error.IsNone ? null : new Handshake(_connection.Engine, _connection).Refuse(error.Code, error.Reason);
        });
        return (packet, failure);
    }

    /// <summary>Bytes of the packet that was read last.</summary>
    internal int PacketSize { get; private set; }

    private delegate CloseReason? Decode(PacketType type, ReadOnlySpan<byte> body);

    private async Task<CloseReason?> ReadAsync(ProtocolVersion? version, Decode decode)
    {
        try
        {
            return await ReadOneAsync(version, decode);
        }
        finally
        {
            _partial.Holds(0);
        }
    }

    private async Task<CloseReason?> ReadOneAsync(ProtocolVersion? version, Decode decode)
    {
        var limits = new FrameLimits(_limits.MaxPreAuthPacketSize, version);
        var input = _connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            var received = buffer.Length;
            var status = FrameReader.TryRead(ref buffer, limits, out var frame, out var error);
            if (status == FrameStatus.Frame)
            {
                PacketSize = (int)(received - buffer.Length);
                Count(frame.Type);
                var body = frame.Body.IsSingleSegment ? frame.Body.First : frame.Body.ToArray();
                if (_connection.Engine.Dump.IsOn) _connection.Engine.Dump.Received(_connection, frame.Type, frame.Flags, body.Span);
                var failure = decode(frame.Type, body.Span);
                input.AdvanceTo(buffer.Start);
                return _connection.CloseRequest ?? failure;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (status == FrameStatus.Error) return new CloseReason(error.Code, false, error.Reason);
            if (_connection.CloseRequest is { } closed) return closed;
            if (!_partial.Holds(received)) return new CloseReason(ReasonCode.QuotaExceeded, false, "clients together hold as much memory as they may");
            if (result.IsCompleted) return new CloseReason(ReasonCode.UnspecifiedError, true, "closed before a CONNECT was complete");
        }
    }

    private void Count(PacketType type)
    {
        using var batch = _connection.Engine.Batches.Rent();
        batch.Tally.Received(type, PacketSize);
    }
}
