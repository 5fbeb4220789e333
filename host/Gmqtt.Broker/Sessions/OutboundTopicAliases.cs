namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Topic Aliases that stand for topics on one connection to a client, gmqtt's "fifo": each new topic gets an alias, and when all are given the oldest is given anew.
/// Guarded by the session's lock.
/// </summary>
internal sealed class OutboundTopicAliases
{
    private readonly Dictionary<string, ushort> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly string?[] _topics;
    private int _next;

    /// <param name="maximum">The client's Topic Alias Maximum; at least 1. [MQTT-3.1.2-26]</param>
    internal OutboundTopicAliases(int maximum)
    {
        _topics = new string?[maximum];
        _bySpan = _aliases.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The alias of a topic the client has been told of; 0 when it has not.</summary>
    internal ushort Find(ReadOnlySpan<char> topic) => _bySpan.TryGetValue(topic, out var alias) ? alias : (ushort)0;

    /// <summary>The alias that <see cref="Assign"/> will give next.</summary>
    internal ushort Upcoming => (ushort)(_next + 1);

    /// <summary>Gives <see cref="Upcoming"/> to a topic; the packet that tells the client is being written.</summary>
    internal void Assign(ReadOnlySpan<char> topic)
    {
        if (_topics[_next] is { } former) _aliases.Remove(former);
        var name = topic.ToString();
        _aliases[name] = Upcoming;
        _topics[_next] = name;
        _next = (_next + 1) % _topics.Length;
    }
}
