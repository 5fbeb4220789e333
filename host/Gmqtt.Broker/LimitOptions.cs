namespace Gmqtt.Broker;

/// <summary>The <c>[limits]</c> table: what one client, and all together, may take. Every one is a bound on memory or time.</summary>
public sealed record LimitOptions
{
    /// <summary>For what was accepted before: a lower limit set since does not throw it away.</summary>
    internal static LimitOptions None { get; } = new()
    {
        MaxSubscriptionsPerClient = int.MaxValue,
        MaxSharedSubscriptionsPerClient = int.MaxValue,
        MaxRetainedMessages = int.MaxValue,
        MaxRetainedBytes = long.MaxValue,
    };

    /// <summary>From accepting a transport to its complete CONNECT and authentication.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest packet before the client is authenticated, in bytes.</summary>
    public int MaxPreAuthPacketSize { get; init; } = 64 * 1024;

    /// <summary>From the first byte of a packet to its last, beside what <see cref="MinReceiveRate"/> grants for its size.</summary>
    public TimeSpan PacketTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes per second below which a packet that is on its way counts as stalled.</summary>
    public int MinReceiveRate { get; init; } = 1024;

    /// <summary>Longest Client Identifier, in UTF-8 bytes.</summary>
    public int MaxClientIdBytes { get; init; } = 256;

    /// <summary>Longest topic name or filter, in UTF-8 bytes.</summary>
    public int MaxTopicBytes { get; init; } = 4096;

    /// <summary>Most levels of a topic name or filter.</summary>
    public int MaxTopicLevels { get; init; } = 128;

    /// <summary>Whether control characters are accepted in client identifiers, user names and topics.</summary>
    public bool AllowControlCharacters { get; init; }

    /// <summary>Most filters in one SUBSCRIBE or UNSUBSCRIBE.</summary>
    public int MaxFiltersPerPacket { get; init; } = 256;

    /// <summary>Most subscriptions of one session.</summary>
    public int MaxSubscriptionsPerClient { get; init; } = 1000;

    /// <summary>Most shared subscriptions of one session.</summary>
    public int MaxSharedSubscriptionsPerClient { get; init; } = 100;

    /// <summary>Most bytes of topic names behind one connection's inbound topic aliases.</summary>
    public int MaxTopicAliasBytes { get; init; } = 64 * 1024;

    /// <summary>Largest will payload, in bytes.</summary>
    public int MaxWillBytes { get; init; } = 64 * 1024;

    /// <summary>Most QoS 2 messages of one session that wait for their PUBREL.</summary>
    public int MaxAwaitingRel { get; init; } = 100;

    /// <summary>Most bytes encoded for one connection and not yet taken by the network.</summary>
    public int MaxOutboundBytes { get; init; } = 1024 * 1024;

    /// <summary>A connection that takes nothing for this long, while something waits for it, is closed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Most bytes that clients together make the broker hold: sessions, subscriptions, messages queued and in flight, retained messages, wills, packets half received and packets not
    /// yet sent. 0: half of what the process may use.
    /// </summary>
    public long MaxMemory { get; init; }

    /// <summary><see cref="MaxMemory"/>, or what it stands for when it is 0.</summary>
    public long MaxMemoryInForce => MaxMemory > 0 ? MaxMemory : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Most retained messages.</summary>
    public int MaxRetainedMessages { get; init; } = 100_000;

    /// <summary>Most bytes of retained messages.</summary>
    public long MaxRetainedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Most sessions, connected or not.</summary>
    public int MaxSessions { get; init; } = 2_000_000;

    /// <summary>Most connections; 0 takes the process's descriptor limit less a reserve.</summary>
    public int MaxConnections { get; init; }
}
