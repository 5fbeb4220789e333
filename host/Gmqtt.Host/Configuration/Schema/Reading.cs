using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>What is gathered while nodes become options: every problem, and where each value came from.</summary>
internal sealed class Reading
{
    private readonly Dictionary<string, Origin> _origins = new(StringComparer.Ordinal);

    /// <summary>Reads into a list of problems.</summary>
    /// <param name="problems">Where problems go.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="knownPaths">All keys there are, to recognise one that stands in the wrong table.</param>
    public Reading(List<Problem> problems, string folder, IReadOnlyList<string> knownPaths)
    {
        Problems = problems;
        Folder = folder;
        KnownPaths = knownPaths;
    }

    public List<Problem> Problems { get; }

    public string Folder { get; }

    public IReadOnlyList<string> KnownPaths { get; }

    public void Note(string path, Origin origin) => _origins[path] = origin;

    /// <summary>Where a value came from; for one that nobody set, its table, so that a complaint can point there.</summary>
    public Origin OriginOf(string path) => _origins.GetValueOrDefault(path, Origin.Default);

    /// <summary>The first of some keys that somebody set: a contradiction between two is blamed on it.</summary>
    public Origin OriginOfAny(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (_origins.TryGetValue(path, out var origin) && origin.Kind != OriginKind.Default)
            {
                return origin;
            }
        }

        return Origin.Default;
    }

    /// <summary>Whether nothing is wrong inside of a table: a key that is misspelt need not be called missing, too.</summary>
    public bool IsClean(string table) => !Problems.Exists(p => p.Path.StartsWith(table + ".", StringComparison.Ordinal));

    public void Complain(Origin origin, string path, string message) => Problems.Add(new Problem(origin, path, message));
}
