using Gmqtt.Auth.Files;
using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Accounts;

/// <summary>mosquitto's password file: a line <c>name:hash</c> for each user, comments after <c>#</c>. It stays such a file; only the hashes become better ones.</summary>
internal static class PasswordLines
{
    internal static readonly AccountFormat Format = new()
    {
        Name = "mosquitto's",
        HasRoles = false,
        Render = accounts => string.Concat(accounts.Select(a => $"{a.Username}:{a.Password.Text}\n")),
        KeepsText = _ => true,
    };

    /// <summary>Whether a text is one: its first line that says anything does not begin as YAML's lists do.</summary>
    internal static bool AreIn(string text)
    {
        var first = text.AsSpan().EnumerateLines();
        foreach (var line in first)
        {
            var said = line.Trim();
            if (said.IsEmpty || said[0] == '#') continue;
            return said[0] is not ('-' or '[' or '%') && said.Contains(':') && !said.StartsWith("username:");
        }

        return false;
    }

    /// <exception cref="FileProblemException">The file cannot be used.</exception>
    internal static AccountDocument Parse(string file, string text, PasswordReader passwords)
    {
        var entries = new List<AccountEntry>();
        var document = new AccountDocument { Text = text, Format = Format, Entries = entries };
        var (at, number) = (0, 0);
        while (at < text.Length)
        {
            number++;
            var end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            var line = text[at..end].TrimEnd('\r', '\n');
            if (line.Length > 0 && line[0] != '#' && !string.IsNullOrWhiteSpace(line))
            {
                var account = Read(file, number, line, passwords);
                if (!document.ByName.TryAdd(account.Username, account))
                    throw new FileProblemException(file, number, 1, $"the user '{account.Username}' stands in line {document.ByName[account.Username].Line} already; keep one of them");
                entries.Add(new AccountEntry(account, at, end));
            }

            at = end;
        }

        return document;
    }

    private static Account Read(string file, int number, string line, PasswordReader passwords)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw new FileProblemException(file, number, 1, "no colon; a line is name:password, the password in the clear (it is hashed when it has been read) or as a hash");
        var username = line[..colon];
        if (Account.ProblemOfName(username) is { } problem) throw new FileProblemException(file, number, 1, problem);
        var hash = passwords.TryRead(line[(colon + 1)..], out problem) ?? throw new FileProblemException(file, number, colon + 2, $"the password of '{username}': {problem}");
        return new Account { Username = username, Password = hash, Line = number };
    }
}
