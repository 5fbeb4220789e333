using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;

namespace Gmqtt.Chaos.Compare;

/// <summary>The same scripts to two brokers. Where one does something else than the other, either the list of reviewed differences says why, or it is a violation.</summary>
internal sealed class CompareRun(BrokerUnderTest ours, BrokerUnderTest theirs, KnownDifferences known, TimeSpan duration, int seed)
{
    internal const string Mqtt = "sys_interval = \"0s\"\nqueue_qos0_messages = false\ndelivery_mode = \"overlap\"";
    private const int Workers = 4, Shown = 200;
    private readonly Violations _violations = new();
    private readonly Dictionary<string, int> _open = [];
    private readonly List<string> _examples = [];
    private readonly Lock _gate = new();
    private int _scripts;
    private long _packets;
    private long _wrong;
    private int _allowed;

    internal static string File => Path.Combine(AppContext.BaseDirectory, "Compare", "differences.txt");

    internal async Task<Outcome> RunAsync()
    {
        await ours.StartAsync();
        await theirs.StartAsync();
        using var stop = new CancellationTokenSource(duration);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(stop.Token))));
        if (ours.HasDied) _violations.Add(Invariant.Alive, "the broker has ended by itself");
        var summary = $"""
            scripts {_scripts}, packets {_packets}, wrong {_wrong}
            differences {_allowed} by {known.Met.Count} reviewed rules, not listed {_open.Values.Sum()} of {_open.Count} kinds
            {string.Join('\n', known.Met.OrderByDescending(m => m.Value).Select(m => $"  {m.Value,6} {m.Key}"))}
            """;
        var texts = _violations.Texts.Concat(_open.OrderByDescending(o => o.Value).Select(o => $"{o.Value} x {o.Key}")).Concat(_examples).ToList();
        return new Outcome(summary, texts, _violations.Total + _open.Values.Sum());
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !ours.HasDied && !theirs.HasDied)
        {
            var number = Interlocked.Increment(ref _scripts);
            var random = unchecked((seed * 104_729) + number);
            // So far from each other that no wrong byte makes one script's name another's.
            await using var script = new CompareScript(ours.Place, theirs.Place, random, $"{number:D6}{Convert.ToHexString(BitConverter.GetBytes(new Random(random).Next()))}");
            var deviation = await script.PlayAsync();
            Interlocked.Add(ref _packets, script.Packets);
            Interlocked.Add(ref _wrong, script.Wrong);
            if (deviation is not null) Note(deviation);
        }
    }

    private void Note(Deviation deviation)
    {
        if (known.Allow(deviation))
        {
            Interlocked.Increment(ref _allowed);
            return;
        }

        lock (_gate)
        {
            _open[deviation.Signature] = _open.GetValueOrDefault(deviation.Signature) + 1;
            if (_open[deviation.Signature] <= 3 && _examples.Count < Shown) _examples.Add(deviation.Text);
        }
    }
}
