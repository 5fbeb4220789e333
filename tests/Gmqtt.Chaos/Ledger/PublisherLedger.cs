namespace Gmqtt.Chaos.Ledger;

/// <summary>What one publisher sent, in order, and which of it the broker has answered for.</summary>
/// <param name="number">Which publisher.</param>
/// <param name="topics">Its topics.</param>
internal sealed class PublisherLedger(int number, IReadOnlyList<string> topics)
{
    private readonly Lock _gate = new();
    private readonly List<Sending> _sent = [];
    private int _owned;

    internal int Number => number;

    internal IReadOnlyList<string> Topics => topics;

    /// <summary>The same as it is now, which goes its own way.</summary>
    internal PublisherLedger Fork()
    {
        lock (_gate)
        {
            var fork = new PublisherLedger(number, topics) { _owned = _owned };
            fork._sent.AddRange(_sent);
            return fork;
        }
    }

    /// <summary>How many were sent.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _sent.Count;
        }
    }

    /// <summary>How many the broker has taken over.</summary>
    internal int Owned => Volatile.Read(ref _owned);

    /// <summary>The next message; noted before it is sent.</summary>
    internal int Send(int topic, int qos, bool isClear = false)
    {
        lock (_gate)
        {
            _sent.Add(new Sending((byte)topic, (byte)qos, Fate.Sent, isClear));
            return _sent.Count - 1;
        }
    }

    internal void Settle(int sequence, Fate fate)
    {
        lock (_gate)
        {
            if (_sent[sequence].Fate == Fate.Owned) return;
            if (fate == Fate.Owned) _owned++;
            _sent[sequence] = _sent[sequence] with { Fate = fate };
        }
    }

    /// <returns>Null where nothing of that number was sent.</returns>
    internal Sending? Find(int sequence)
    {
        lock (_gate) return sequence >= 0 && sequence < _sent.Count ? _sent[sequence] : null;
    }

    /// <summary>As it is now, from a number on.</summary>
    internal Sending[] From(int sequence)
    {
        lock (_gate) return [.. _sent.Skip(sequence)];
    }
}
