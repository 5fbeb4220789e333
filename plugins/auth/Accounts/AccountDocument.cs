namespace Gmqtt.Auth.Accounts;

/// <summary>An accounts file as it was read: the accounts, and where in the text each stands, so that changing one leaves the rest, comments included, as it is.</summary>
internal sealed record AccountDocument
{
    /// <summary>A document without accounts, of the format that new files have.</summary>
    internal static readonly AccountDocument Empty = new() { Text = "", Format = YamlAccounts.Format, Entries = [] };

    internal required string Text { get; init; }

    internal required AccountFormat Format { get; init; }

    internal required IReadOnlyList<AccountEntry> Entries { get; init; }

    /// <summary>The accounts by name.</summary>
    internal Dictionary<string, Account> ByName { get; } = new(StringComparer.Ordinal);

    /// <summary>The accounts in the order of their names; sorted when somebody asks for it.</summary>
    internal Lazy<IReadOnlyList<Account>> Sorted => field ??= new(() => [.. ByName.Values.OrderBy(a => a.Username, StringComparer.Ordinal)]);

    /// <summary>The text with some accounts changed, added or (null) taken out.</summary>
    internal string With(IReadOnlyDictionary<string, Account?> changes)
    {
        if (!Format.KeepsText(this)) return Format.Render(Merged(changes));
        var text = new System.Text.StringBuilder();
        var at = 0;
        foreach (var entry in Entries)
        {
            if (!changes.TryGetValue(entry.Account.Username, out var changed)) continue;
            text.Append(Text, at, entry.Start - at);
            if (changed is not null) text.Append(Format.Render([changed]));
            at = entry.End;
        }

        text.Append(Text, at, Text.Length - at);
        var added = changes.Where(c => c.Value is not null && !ByName.ContainsKey(c.Key)).Select(c => c.Value!).ToList();
        if (added.Count > 0 && text.Length > 0 && text[^1] != '\n') text.Append('\n');
        text.Append(Format.Render(added));
        return text.ToString();
    }

    private List<Account> Merged(IReadOnlyDictionary<string, Account?> changes)
    {
        var kept = Entries.Select(e => changes.TryGetValue(e.Account.Username, out var changed) ? changed : e.Account).OfType<Account>();
        return [.. kept, .. changes.Where(c => c.Value is not null && !ByName.ContainsKey(c.Key)).Select(c => c.Value!)];
    }
}

/// <summary>An account and its characters in the text, whole lines.</summary>
internal sealed record AccountEntry(Account Account, int Start, int End);

/// <summary>How an accounts file is written.</summary>
internal sealed record AccountFormat
{
    /// <summary>For people.</summary>
    internal required string Name { get; init; }

    /// <summary>Whether there is room for roles and for SCRAM.</summary>
    internal required bool HasRoles { get; init; }

    /// <summary>The accounts as text, each in lines of its own.</summary>
    internal required Func<IReadOnlyList<Account>, string> Render { get; init; }

    /// <summary>Whether single accounts can be exchanged within the text; else it is written anew.</summary>
    internal required Func<AccountDocument, bool> KeepsText { get; init; }
}
