namespace Gmqtt.Chaos.Ledger;

/// <summary>What did not hold: all of it counted, the first of each kind in words.</summary>
internal sealed class Violations
{
    private const int Told = 8;
    private readonly Lock _gate = new();
    private readonly Dictionary<Invariant, int> _counts = [];
    private readonly List<string> _texts = [];

    internal int Total
    {
        get
        {
            lock (_gate) return _counts.Values.Sum();
        }
    }

    /// <summary>Every invariant with how often it did not hold.</summary>
    internal string Counts => string.Join(", ", Enum.GetValues<Invariant>().Select(i => $"{i} {Of(i)}"));

    internal IReadOnlyList<string> Texts
    {
        get
        {
            lock (_gate) return [.. _texts];
        }
    }

    internal int Of(Invariant invariant)
    {
        lock (_gate) return _counts.GetValueOrDefault(invariant);
    }

    internal void Add(Invariant invariant, string text)
    {
        lock (_gate)
        {
            _counts[invariant] = _counts.GetValueOrDefault(invariant) + 1;
            if (_counts[invariant] <= Told) _texts.Add($"{invariant}: {text}");
        }
    }

    /// <summary>Takes over what another has.</summary>
    internal void Add(Violations other, string where)
    {
        lock (_gate)
        {
            foreach (var (invariant, count) in other._counts) _counts[invariant] = _counts.GetValueOrDefault(invariant) + count;
            if (_texts.Count < 100) _texts.AddRange(other._texts.DistinctBy(t => t.Split(':')[0]).Select(text => $"{where}: {text}"));
        }
    }
}
