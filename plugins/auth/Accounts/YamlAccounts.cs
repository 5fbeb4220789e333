using System.Text;
using Gmqtt.Auth.Files;
using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Accounts;

/// <summary>
/// gmqtt's accounts file, and with <c>roles</c> and <c>scram</c> our own: a list of <c>username</c> and <c>password</c>.
/// </summary>
internal static class YamlAccounts
{
    private static readonly string[] Keys = ["username", "password", "roles", "scram"];

    internal static readonly AccountFormat Format = new()
    {
        Name = "YAML",
        HasRoles = true,
        Render = Render,
        // Accounts between brackets share their lines; an empty list has to go when the first account comes.
        KeepsText = document => document.Entries.Count > 0 && document.Entries.All(e => e.End > e.Start),
    };

    /// <exception cref="FileProblemException">The file cannot be used.</exception>
    internal static AccountDocument Parse(string file, string text, PasswordReader passwords)
    {
        var root = YamlFile.Parse(file, text);
        if (root is not YamlList list)
        {
            throw new FileProblemException(
                file, root?.Line ?? 0, root?.Column ?? 0, root is null ? "is empty; write accounts as\n- username: root\n  password: secret\nor [] for none" : $"accounts are a list, and this is {root.Noun}; write\n- username: root\n  password: secret");
        }

        var entries = new List<AccountEntry>(list.Items.Count);
        var document = new AccountDocument { Text = text, Format = Format, Entries = entries };
        foreach (var item in list.Items)
        {
            var account = Read(file, item, passwords);
            if (!document.ByName.TryAdd(account.Username, account))
                throw new FileProblemException(file, item.Line, item.Column, $"the user '{account.Username}' stands in line {document.ByName[account.Username].Line} already; keep one of them");
            entries.Add(list.IsFlow ? new AccountEntry(account, 0, 0) : Lines(text, item, account));
        }

        return document;
    }

    private static Account Read(string file, YamlNode item, PasswordReader passwords)
    {
        if (item is not YamlMap map) throw new FileProblemException(file, item.Line, item.Column, $"an account is a table with username and password, and this is {item.Noun}");
        foreach (var (key, _) in map.Entries.Where(e => !Keys.Contains(e.Key.Value)))
            throw new FileProblemException(file, key.Line, key.Column, $"unknown key '{key.Value}'; an account has {string.Join(", ", Keys)}");
        var username = Text(file, map, "username");
        if (Account.ProblemOfName(username.Value) is { } problem) throw new FileProblemException(file, username.Line, username.Column, problem);
        var password = Text(file, map, "password");
        var hash = passwords.TryRead(password.Value, out problem) ?? throw new FileProblemException(file, password.Line, password.Column, $"the password of '{username.Value}': {problem}");
        return new Account { Username = username.Value, Password = hash, Scram = Scram(file, map), Roles = Roles(file, map["roles"]), Line = item.Line };
    }

    private static YamlText Text(string file, YamlMap map, string key) => map[key] switch
    {
        YamlText text => text,
        null => throw new FileProblemException(file, map.Line, map.Column, $"the account has no {key}; write {key}: ..."),
        var other => throw new FileProblemException(file, other.Line, other.Column, $"{key} is a text, and this is {other.Noun}"),
    };

    private static ScramCredential? Scram(string file, YamlMap map)
    {
        if (map["scram"] is null) return null;
        var text = Text(file, map, "scram");
        return ScramCredential.TryParse(text.Value, out var problem) ?? throw new FileProblemException(file, text.Line, text.Column, problem);
    }

    private static IReadOnlyList<string> Roles(string file, YamlNode? node) => node switch
    {
        null => [],
        YamlText text => [text.Value],
        YamlList list => [.. list.Items.Select(i => i as YamlText ?? throw new FileProblemException(file, i.Line, i.Column, $"a role is a name, and this is {i.Noun}")).Select(t => t.Value)],
        _ => throw new FileProblemException(file, node.Line, node.Column, "roles are a list of names: roles: [operator, sensor]"),
    };

    private static AccountEntry Lines(string text, YamlNode item, Account account)
    {
        var start = item.Start == 0 ? 0 : text.LastIndexOf('\n', item.Start - 1) + 1;
        var end = text.IndexOf('\n', Math.Max(item.End - 1, item.Start));
        return new AccountEntry(account, start, end < 0 ? text.Length : end + 1);
    }

    private static string Render(IReadOnlyList<Account> accounts)
    {
        var yaml = new StringBuilder();
        foreach (var account in accounts)
        {
            yaml.Line("- ", "username", YamlWriter.Quoted(account.Username)).Line("  ", "password", YamlWriter.Quoted(account.Password.Text));
            if (account.Scram is { } scram) yaml.Line("  ", "scram", YamlWriter.Quoted(scram.ToString()));
            if (account.Roles.Count > 0) yaml.Line("  ", "roles", YamlWriter.List(account.Roles));
        }

        return yaml.ToString();
    }
}
