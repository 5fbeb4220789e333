namespace Gmqtt.Stores.Tests.Model;

/// <summary>What a session is by the specification: subscriptions, what is in flight, what waits, what was received and not released; and when it ends.</summary>
internal sealed class ModelSession
{
    private readonly List<Entry> _inFlight = [];
    private readonly Queue<Entry> _queue = [];
    private int _window;
    private int _quota;
    private int _resent;

    internal Dictionary<string, int> Subscriptions { get; } = [];

    /// <summary>QoS 2 messages of its own that got a PUBREC and no PUBREL, oldest first; the client keeps them too.</summary>
    internal List<(int PacketId, string Topic, string Payload)> Unreleased { get; } = [];

    internal uint Expiry { get; set; }

    internal bool IsConnected { get; private set; }

    /// <summary>When its connection ended, at the earliest and at the latest.</summary>
    internal (DateTimeOffset Earliest, DateTimeOffset Latest) LeftAt { get; private set; }

    /// <summary>What must come on its connection now.</summary>
    internal List<Expected> Expects { get; } = [];

    internal IReadOnlyList<Entry> InFlight => _inFlight;

    /// <summary>What can be acknowledged: what has come on this connection.</summary>
    internal List<Entry> Due => _inFlight.FindAll(e => e.IsDue);

    internal void Attach(int window)
    {
        IsConnected = true;
        (_window, _quota, _resent) = (window, window, 0);
        foreach (var entry in _inFlight) entry.IsDue = false;
        Pump();
    }

    internal void Detach(DateTimeOffset earliest, DateTimeOffset latest)
    {
        if (IsConnected) LeftAt = (earliest, latest);
        IsConnected = false;
    }

    /// <summary>A message for it, if a subscription matches: once, with the largest QoS granted. [MQTT-3.3.4-2]</summary>
    internal void Offer(string topic, string payload, int qos)
    {
        var granted = Subscriptions.Where(s => Matching.Matches(s.Key, topic)).Select(s => s.Value).DefaultIfEmpty(-1).Max();
        if (granted < 0) return;
        var entry = new Entry(topic, payload, Math.Min(granted, qos));
        if (entry.QoS > 0) _queue.Enqueue(entry);
        else if (IsConnected) Expects.Add(new Expected(entry, Dup: false, IsRelease: false));
        Pump();
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP of a message that has come.</summary>
    /// <returns>The type of the acknowledgement.</returns>
    internal int Acknowledge(Entry entry)
    {
        if (entry is { QoS: 2, IsReceived: false })
        {
            entry.IsReceived = true;
            Expects.Add(new Expected(entry, Dup: false, IsRelease: true));
            return 5;
        }

        var index = _inFlight.IndexOf(entry);
        _inFlight.RemoveAt(index);
        if (index < _resent) _resent--;
        _quota = Math.Min(_window, _quota + 1); // 4.9
        Pump();
        return entry.QoS == 2 ? 7 : 4;
    }

    /// <summary>First again what is in flight, in its order, then what waits, as far as the window goes.</summary>
    private void Pump()
    {
        if (!IsConnected) return;
        for (; _resent < _inFlight.Count; _resent++)
        {
            var entry = _inFlight[_resent];
            if (!entry.IsReceived && _quota-- == 0)
            {
                _quota = 0;
                return;
            }

            Expects.Add(new Expected(entry, Dup: !entry.IsReceived, entry.IsReceived));
        }

        for (; _quota > 0 && _queue.TryDequeue(out var entry); _quota--, _resent++)
        {
            _inFlight.Add(entry);
            Expects.Add(new Expected(entry, Dup: false, IsRelease: false));
        }
    }
}
