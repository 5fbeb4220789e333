namespace Gmqtt.Broker.Stats;

/// <summary>Bytes of control packets by type.</summary>
internal sealed class PacketBytes
{
    /// <summary>By <see cref="Protocol.PacketType"/>.</summary>
    internal PacketTally Received;

    /// <summary>By <see cref="Protocol.PacketType"/>.</summary>
    internal PacketTally Sent;

    internal void Add(PacketBytes other)
    {
        for (var i = 0; i < Tally.PacketTypes; i++)
        {
            Received[i] += other.Received[i];
            Sent[i] += other.Sent[i];
        }
    }

    internal void Clear() => Received = Sent = default;
}
