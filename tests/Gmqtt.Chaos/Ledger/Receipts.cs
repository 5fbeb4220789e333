namespace Gmqtt.Chaos.Ledger;

/// <summary>
/// What one session has received and answered. Its client writes here before it acknowledges, so what is missing here was not processed. QoS 2 is "method B" of the specification
/// turned round: a message is processed when its PUBLISH comes, and its packet identifier is remembered until PUBREL.
/// </summary>
internal sealed class Receipts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, SequenceSet> _received = [];
    private readonly Dictionary<(int Publisher, byte Topic, byte QoS), int> _latest = [];
    private readonly Dictionary<int, (int Publisher, int Sequence)> _open = [];
    private long _arrivals;
    private long _again;

    internal Receipts()
    {
    }

    /// <summary>The same session, seen from the same moment on by somebody else.</summary>
    internal Receipts(Receipts other)
    {
        lock (other._gate)
        {
            foreach (var (publisher, set) in other._received) _received[publisher] = new SequenceSet(set);
            _latest = new(other._latest);
            _open = new(other._open);
        }
    }

    /// <summary>Different messages that came.</summary>
    internal long Arrivals => Interlocked.Read(ref _arrivals);

    /// <summary>QoS 1 messages that came again.</summary>
    internal long Again => Interlocked.Read(ref _again);

    internal bool Has(int publisher, int sequence)
    {
        lock (_gate) return _received.TryGetValue(publisher, out var set) && set.Contains(sequence);
    }

    /// <summary>Whether a QoS 2 PUBLISH is one that was processed already and only has to be answered again.</summary>
    /// <param name="packetId">Its packet identifier.</param>
    /// <param name="message">What it carries.</param>
    /// <param name="isReused">Whether the identifier belongs to another message still.</param>
    internal bool IsOpen(int packetId, (int Publisher, int Sequence) message, out bool isReused)
    {
        lock (_gate)
        {
            var isOpen = _open.TryGetValue(packetId, out var before);
            isReused = isOpen && before != message;
            return isOpen && !isReused;
        }
    }

    /// <summary>Notes a message.</summary>
    /// <param name="message">Which.</param>
    /// <param name="sending">What was sent.</param>
    /// <param name="openId">Its packet identifier, when it came with QoS 2.</param>
    /// <param name="isLate">Whether one that was sent after it has come before it.</param>
    /// <returns>Whether it is new.</returns>
    internal bool Note((int Publisher, int Sequence) message, Sending sending, int? openId, out bool isLate)
    {
        lock (_gate)
        {
            isLate = false;
            if (openId is { } id) _open[id] = message;
            if (!_received.TryGetValue(message.Publisher, out var set)) _received[message.Publisher] = set = new SequenceSet();
            if (!set.Add(message.Sequence))
            {
                _again++;
                return false;
            }

            _arrivals++;
            var key = (message.Publisher, sending.Topic, sending.QoS);
            isLate = _latest.TryGetValue(key, out var latest) && latest > message.Sequence;
            if (!isLate) _latest[key] = message.Sequence;
            return true;
        }
    }

    internal void Release(int packetId)
    {
        lock (_gate) _open.Remove(packetId);
    }

    /// <summary>The broker has begun a new session: it knows of no identifier any more.</summary>
    internal void Forget()
    {
        lock (_gate) _open.Clear();
    }
}
