using System.IO.Enumeration;

namespace Gmqtt.Chaos.Compare;

/// <summary>The reviewed list of where the two brokers may differ: a pattern of signatures, the clause and the reason to a line.</summary>
internal sealed class KnownDifferences
{
    private readonly List<(string Pattern, string Why)> _rules;
    private readonly Dictionary<string, int> _met = [];
    private readonly Lock _gate = new();

    internal KnownDifferences(string file)
        => _rules = [.. File.ReadLines(file).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(" => ", 2)).Select(parts => (parts[0].Trim(), parts[1].Trim()))];

    /// <summary>How often each rule was met.</summary>
    internal IReadOnlyDictionary<string, int> Met => _met;

    /// <summary>Whether a rule allows it.</summary>
    internal bool Allow(Deviation deviation)
    {
        var (pattern, _) = _rules.Find(r => FileSystemName.MatchesSimpleExpression(r.Pattern, deviation.Signature, ignoreCase: false));
        if (pattern is null) return false;
        lock (_gate) _met[pattern] = _met.GetValueOrDefault(pattern) + 1;
        return true;
    }
}
