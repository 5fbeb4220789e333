namespace Gmqtt.PluginHost.Api;

/// <summary>Which plugin answers which path, at one moment. Immutable; exchanged as a whole.</summary>
internal sealed class BranchTable
{
    public static readonly BranchTable Empty = new([]);

    // The longest first: what matches first is the answer. There are a handful of plugins, so this beats any tree.
    private readonly (PathPrefix Prefix, ApiBranch Branch)[] _rows;

    public BranchTable(IReadOnlyList<ApiBranch> branches)
        => _rows = [.. branches.SelectMany(branch => branch.Prefixes.Select(prefix => (prefix, branch))).OrderByDescending(row => row.prefix.Text.Length)];

    public bool IsEmpty => _rows.Length == 0;

    public ApiBranch? Find(string? path)
    {
        foreach (var (prefix, branch) in _rows)
        {
            if (prefix.Covers(path))
            {
                return branch;
            }
        }

        return null;
    }

    /// <summary>Two plugins that claim the same prefix, in a sentence; null when there are none.</summary>
    public static string? FindConflict(IReadOnlyList<ApiBranch> branches)
    {
        for (var i = 0; i < branches.Count; i++)
        {
            for (var j = i + 1; j < branches.Count; j++)
            {
                foreach (var prefix in branches[i].Prefixes)
                {
                    if (branches[j].Prefixes.Any(prefix.IsSameAs))
                    {
                        return $"plugins '{branches[i].Plugin}' and '{branches[j].Plugin}' both claim the API prefix '{prefix}': only one of them can have it, disable the other.";
                    }
                }
            }
        }

        return null;
    }
}
