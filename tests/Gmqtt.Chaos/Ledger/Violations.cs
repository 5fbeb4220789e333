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
}
