using System.Diagnostics;
using HdrHistogram;

namespace Gmqtt.Load;

/// <summary>A run: its clients, and what is counted.</summary>
internal sealed class Load(LoadOptions options)
{
    private readonly List<Publisher> _touched = [];

    public Lock Gate { get; } = new();

    public LoadOptions Options => options;

    /// <summary>Tells this run's clients and topics from those of others.</summary>
    public string Run { get; } = $"l{Environment.ProcessId:x}{Stopwatch.GetTimestamp() & 0xFFFF:x}";

    public List<Publisher> Publishers { get; } = [];

    public List<Subscriber> Subscribers { get; } = [];

    public bool IsSending { get; set; }

    /// <summary>While true, latencies are noted.</summary>
    public bool Measures { get; set; }

    public LongHistogram Latency { get; } = new(1, 60_000_000, 3);

    public LoadException? Fault { get; private set; }

    public long Received { get; private set; }

    public long Sent => Publishers.Sum(p => (long)p.Sent);

    public void Delivered(in Payload payload)
    {
        Received++;
        if (Measures) Latency.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(payload.SentAt).TotalMicroseconds, 1, 60_000_000));
        if (payload.Publisher >= Publishers.Count) throw new LoadException("a payload came back changed");
        var publisher = Publishers[(int)payload.Publisher];
        publisher.Delivered();
        Touch(publisher);
    }

    /// <summary>A publisher may send more; it does at the end of the read, with all that came in it.</summary>
    public void Touch(Publisher publisher)
    {
        if (publisher.IsTouched) return;
        publisher.IsTouched = true;
        _touched.Add(publisher);
    }

    public void EndOfRead()
    {
        foreach (var publisher in _touched)
        {
            publisher.IsTouched = false;
            publisher.Refill();
        }

        _touched.Clear();
    }

    public void Disconnected(LoadException fault) => Fault ??= fault;
}
