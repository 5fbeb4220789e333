using System.Text;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Topics;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker.Connections;

/// <summary>
/// One log line per packet, for <c>log.dump_packet</c>. It says what kind of packet, how large, and for whom; never a password, authentication data, a will or a payload,
/// so that a log can be shown to others. Off, it costs the reading of one flag.
/// </summary>
internal sealed class PacketDump
{
    private const int MostBytes = 64;

    private readonly ILogger _logger;
    private volatile bool _isOn;

    internal PacketDump(ILogger logger) => _logger = logger;

    internal bool IsOn => _isOn;

    /// <summary>Looks whether the log wants packets; called by the heartbeat, because asking it for every packet would cost more than the packet.</summary>
    internal void Beat() => _isOn = _logger.IsEnabled(LogLevel.Trace);

    internal void Received(Connection connection, PacketType type, byte flags, ReadOnlySpan<byte> body)
        => Log.PacketReceived(_logger, type, connection.ClientId, connection.ConnectionId, body.Length, Describe(type, flags, body, connection.Version));

    internal void Sent(string clientId, PacketType type, int size) => Log.PacketSent(_logger, type, clientId, size);

    private static string Describe(PacketType type, byte flags, ReadOnlySpan<byte> body, ProtocolVersion version)
    {
        switch (type)
        {
            case PacketType.Connect:
                return ConnectCodec.TryRead(body, TopicLimits.ProtocolMaximum, out _, out var connect).IsError
                    ? "not readable"
                    : $"proto={(int)connect.Version} cid={connect.ClientId} user={connect.UserName} clean={connect.CleanStart} keepalive={connect.KeepAlive}"
                        + $" password={(connect.Password is null ? "no" : "hidden")} will={(connect.Will is null ? "no" : "hidden")}";
            case PacketType.Auth:
                return "authentication data hidden";
            case PacketType.Publish:
                return PublishCodec.TryRead(body, flags, version, out var publish).IsError
                    ? "not readable"
                    : $"topic={Encoding.UTF8.GetString(publish.Topic)} qos={(int)publish.QoS} retain={publish.Retain} dup={publish.Dup} id={publish.PacketId} payload={publish.Payload.Length}";
            default:
                return Convert.ToHexString(body[..Math.Min(body.Length, MostBytes)]);
        }
    }
}
