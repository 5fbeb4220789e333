using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Connections;

/// <summary>The bytes of a packet that has not come whole, which its connection's pipe keeps: counted, so that all of them together have a limit. Owned by whoever reads.</summary>
internal struct PartialPacket(HeldMemory held)
{
    /// <summary>So much is part of what a connection costs anyway.</summary>
    private const int Free = 4 * 1024;

    private long _bytes;

    /// <summary>So much is there now; false when it may not become more.</summary>
    internal bool Holds(long bytes)
    {
        if (bytes <= Free) bytes = 0;
        if (bytes == _bytes) return true;
        held.Add(bytes - _bytes);
        var grew = bytes > _bytes;
        _bytes = bytes;
        return !grew || !held.IsSpent;
    }
}
