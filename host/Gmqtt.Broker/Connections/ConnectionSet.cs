using System.Collections.Concurrent;
using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Connections;

/// <summary>All transports that are being served, from accept to the last byte.</summary>
internal sealed class ConnectionSet
{
    private readonly ConcurrentDictionary<long, Connection> _connections = new();
    private readonly HeldMemory _held;
    private long _last;

    internal ConnectionSet(HeldMemory held) => _held = held;

    internal int Count => _connections.Count;

    internal ICollection<Connection> All => _connections.Values;

    internal long NextId() => Interlocked.Increment(ref _last);

    internal void Add(Connection connection)
    {
        _connections[connection.ConnectionId] = connection;
        _held.Add(BytesOf(connection));
    }

    internal void Remove(Connection connection)
    {
        if (_connections.TryRemove(connection.ConnectionId, out _)) _held.Add(-BytesOf(connection));
    }

    private static int BytesOf(Connection connection) => HeldMemory.ConnectionBytes + connection.Transport.HeldBytes;
}
