using Gmqtt.Configuration;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>Finds out what an unknown key was meant to be.</summary>
internal static class UnknownKey
{
    public static string Explain(string name, IEnumerable<string> siblings, IReadOnlyList<string> knownPaths)
    {
        if (Nearest.Find(name, siblings) is { } sibling)
        {
            return $"unknown key; did you mean {sibling}?";
        }

        // The usual accident: a key of the top, or of another table, written below a [header].
        if (knownPaths.FirstOrDefault(p => Last(p) == name) is { } elsewhere)
        {
            return elsewhere == name
                ? "unknown key; it belongs to the top of the file, above the first [table]"
                : $"unknown key; it belongs to [{elsewhere[..^(name.Length + 1)]}]";
        }

        var near = Nearest.Find(name, knownPaths.Select(Last));
        return near is null
            ? "unknown key; gmqttd defaults shows all keys"
            : $"unknown key; did you mean {knownPaths.First(p => Last(p) == near)}?";
    }

    private static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];
}
