namespace Gmqtt.Broker.Sessions;

/// <summary>
/// QoS 2 Packet Identifiers that were received and not released yet [MQTT-4.3.3-10]. Few at a time, so a small array is searched; owned by the read loop,
/// or by whoever holds the Client Identifier's slot while nobody is connected.
/// </summary>
internal sealed class ReceivedPacketIds
{
    private ushort[] _ids = [];

    internal int Count { get; private set; }

    internal ReadOnlySpan<ushort> Ids => _ids.AsSpan(0, Count);

    internal bool Contains(ushort packetId) => Ids.Contains(packetId);

    internal void Add(ushort packetId)
    {
        if (Count == _ids.Length) Array.Resize(ref _ids, Math.Max(4, _ids.Length * 2));
        _ids[Count++] = packetId;
    }

    internal bool Remove(ushort packetId)
    {
        var index = Ids.IndexOf(packetId);
        if (index < 0) return false;
        _ids[index] = _ids[--Count];
        return true;
    }
}
