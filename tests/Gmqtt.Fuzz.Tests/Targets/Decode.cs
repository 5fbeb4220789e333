using Gmqtt.Mqtt;
using Gmqtt.Protocol;

namespace Gmqtt.Fuzz.Tests.Targets;

/// <summary>Every packet decoder: the first byte says version and side, the second is that of the packet, the rest its body. What is accepted is written and read again, and is the same.</summary>
internal static class Decode
{
    private static readonly ProtocolVersion[] Versions = [ProtocolVersion.V31, ProtocolVersion.V311, ProtocolVersion.V5];

    internal static IReadOnlyList<byte[]> Seeds { get; } = [.. Corpus.All.Select(s => (byte[])[(byte)(Array.IndexOf(Versions, s.Version) | (s.Sender == Sender.Server ? 4 : 0)), s.Bytes[0], .. s.Body])];

    internal static void Run(byte[] bytes)
    {
        if (bytes.Length < 2) return;
        var version = Versions[(bytes[0] & 3) % Versions.Length];
        var sender = (bytes[0] & 4) != 0 ? Sender.Server : Sender.Client;
        var type = (PacketType)(bytes[1] >> 4);
        if (type == 0) return;
        var error = AnyPacket.Read(type, (byte)(bytes[1] & 15), bytes.AsSpan(2), version, sender, out var packet);
        if (error.IsError || packet is null) return;
        if (packet == AnyPacket.Ping) return;
        var written = new Sample("again", version, sender, AnyPacket.Write(type, packet, version));
        if (AnyPacket.Read(written, out _).IsError) throw new InvalidOperationException($"what was accepted is refused when it is written again: {type} {version}");
    }
}
