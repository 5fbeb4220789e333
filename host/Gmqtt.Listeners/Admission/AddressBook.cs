using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Listeners.Admission;

/// <summary>
/// Counts connections by address. IPv6 peers count by their /64: that is what one subscriber is given, and within it addresses are free.
/// </summary>
internal sealed class AddressBook(TimeProvider timeProvider)
{
    private const int SweepFloor = 1024;
    private const int NetworkBytes = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Entry> _entries = [];
    private int _sweepAt = SweepFloor;

    /// <summary>Addresses remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>What a peer counts under.</summary>
    public static IPAddress Key(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>
    /// Counts one more; says otherwise why not. Each <see cref="Verdict.Welcome"/> is answered by one <see cref="Leave"/>.
    /// </summary>
    /// <param name="key">From <see cref="Key"/>.</param>
    /// <param name="maxConnections">0 for no bound.</param>
    /// <param name="perSecond">0 for no bound.</param>
    public Verdict Enter(IPAddress key, int maxConnections, int perSecond)
    {
        var now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                SweepWhenDue(now);
                _entries[key] = entry = new Entry { Bucket = new TokenBucket(perSecond, now) };
            }

            entry.Bucket.PerSecond = perSecond;
            if (maxConnections > 0 && entry.Count >= maxConnections)
            {
                return Verdict.TooManyFromAddress;
            }

            if (!entry.Bucket.TryTake(now, timeProvider))
            {
                return Verdict.TooFastFromAddress;
            }

            entry.Count++;
            return Verdict.Welcome;
        }
    }

    public void Leave(IPAddress key)
    {
        lock (_gate)
        {
            // Stays until the next sweep: forgetting it at once would give back a burst to those who come and go quickly.
            _entries[key].Count--;
        }
    }

    private void SweepWhenDue(long now)
    {
        if (_entries.Count < _sweepAt)
        {
            return;
        }

        foreach (var (key, entry) in _entries)
        {
            if (entry.Count == 0 && entry.Bucket.IsFull(now, timeProvider))
            {
                _entries.Remove(key);
            }
        }

        _sweepAt = Math.Max(SweepFloor, _entries.Count * 2);
    }

    private sealed class Entry
    {
        public TokenBucket Bucket;

        public int Count { get; set; }
    }
}
