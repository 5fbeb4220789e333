using System.Collections.Concurrent;

namespace Gmqtt.Broker.Connections;

/// <summary>All transports that are being served, from accept to the last byte.</summary>
internal sealed class ConnectionSet
{
    private readonly ConcurrentDictionary<long, Connection> _connections = new();
    private long _last;

    internal int Count => _connections.Count;

    internal ICollection<Connection> All => _connections.Values;

    internal long NextId() => Interlocked.Increment(ref _last);

    internal void Add(Connection connection) => _connections[connection.ConnectionId] = connection;

    internal void Remove(Connection connection) => _connections.TryRemove(connection.ConnectionId, out _);
}
