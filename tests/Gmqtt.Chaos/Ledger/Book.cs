using HdrHistogram;

namespace Gmqtt.Chaos.Ledger;

/// <summary>All that was sent and acknowledged. It lies in the process that survives the broker's end, and nothing in it comes from the broker but what it put on the wire.</summary>
internal sealed class Book
{
    private readonly Dictionary<int, PublisherLedger> _publishers = [];
    private readonly LongHistogram _acknowledgements = new(TimeSpan.FromMinutes(2).Ticks, 3);

    internal Violations Violations { get; } = new();

    internal IReadOnlyCollection<PublisherLedger> Publishers => _publishers.Values;

    internal int Owned => _publishers.Values.Sum(p => p.Owned);

    /// <summary>From PUBLISH to its first acknowledgement; those that a restart came between are left out.</summary>
    internal TimeSpan Acknowledged99
    {
        get
        {
            lock (_acknowledgements) return TimeSpan.FromTicks(_acknowledgements.GetValueAtPercentile(99));
        }
    }

    internal PublisherLedger Open(int number, IReadOnlyList<string> topics) => _publishers[number] = new PublisherLedger(number, topics);

    /// <summary>The same as it is now, for a copy of the broker; with nothing wrong in it yet.</summary>
    internal Book Fork()
    {
        var fork = new Book();
        foreach (var (number, publisher) in _publishers) fork._publishers[number] = publisher.Fork();
        return fork;
    }

    internal PublisherLedger? Find(int publisher) => _publishers.GetValueOrDefault(publisher);

    internal void Acknowledged(TimeSpan after)
    {
        lock (_acknowledgements) _acknowledgements.RecordValue(Math.Clamp(after.Ticks, 1, TimeSpan.FromMinutes(2).Ticks));
    }
}
