using System.Text;
using Gmqtt.Broker;

namespace Gmqtt.Bench;

/// <summary>A client of the broker in the same process, on the caller's thread.</summary>
internal sealed class BenchClient
{
    private readonly PipeTransport _transport = new();
    private readonly byte[] _acks = new byte[1024];

    internal BenchClient(Server server, string clientId, int version)
    {
        _ = server.RunAsync(_transport);
        byte[] id = [(byte)(clientId.Length >> 8), (byte)clientId.Length, .. Encoding.ASCII.GetBytes(clientId)];
        byte[] body = [0, 4, .. "MQTT"u8, (byte)version, 2, 0, 0, .. version == 5 ? [0] : Array.Empty<byte>(), .. id];
        Send([0x10, (byte)body.Length, .. body]);
        Drain();
    }

    internal void Send(ReadOnlySpan<byte> bytes) => _transport.Send(bytes);

    internal void Subscribe(string filter, int qos, int version)
    {
        byte[] text = [(byte)(filter.Length >> 8), (byte)filter.Length, .. Encoding.ASCII.GetBytes(filter), (byte)qos];
        byte[] body = [0, 1, .. version == 5 ? [0] : Array.Empty<byte>(), .. text];
        Send([0x82, (byte)body.Length, .. body]);
        Drain();
    }

    internal static byte[] Publish(string topic, int qos, int packetId, int payload, int version)
    {
        byte[] head = [(byte)(topic.Length >> 8), (byte)topic.Length, .. Encoding.ASCII.GetBytes(topic)];
        byte[] body = [.. head, .. qos > 0 ? [(byte)(packetId >> 8), (byte)packetId] : Array.Empty<byte>(), .. version == 5 ? [0] : Array.Empty<byte>(), .. new byte[payload]];
        byte[] length = body.Length < 128 ? [(byte)body.Length] : [(byte)((body.Length & 0x7F) | 0x80), (byte)(body.Length >> 7)];
        return [(byte)(0x30 | (qos << 1)), .. length, .. body];
    }

    /// <summary>Throws away what has come.</summary>
    internal int Drain() => _transport.Receive().Length;

    /// <summary>Acknowledges every PUBLISH of QoS 1 that has come.</summary>
    internal int Acknowledge()
    {
        var total = 0;
        while (_transport.Receive() is { IsEmpty: false } received)
        {
            var acks = 0;
            for (var at = 0; at < received.Length;)
            {
                var remaining = received[at + 1] & 0x7F;
                var header = 2;
                if (received[at + 1] > 127)
                {
                    remaining |= received[at + 2] << 7;
                    header = 3;
                }

                var id = at + header + 2 + ((received[at + header] << 8) | received[at + header + 1]);
                _acks[acks++] = 0x40;
                _acks[acks++] = 2;
                _acks[acks++] = received[id];
                _acks[acks++] = received[id + 1];
                at += header + remaining;
            }

            total += acks / 4;
            Send(_acks.AsSpan(0, acks));
        }

        return total;
    }
}
