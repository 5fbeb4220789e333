using System.Threading.Channels;
using Gmqtt.Auth.Files;
using Gmqtt.Auth.Passwords;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Accounts;

/// <summary>The accounts in force, and the only one who writes their file.</summary>
internal sealed class AccountsFile : IDisposable
{
    private readonly EditedFile<AccountDocument> _file;
    private readonly ILogger _logger;
    private readonly Channel<(Account Before, Account After)> _improved = Channel.CreateBounded<(Account, Account)>(10_000);

    internal AccountsFile(string path, UnmarkedHash unmarked, ILogger logger)
    {
        _logger = logger;
        _file = new EditedFile<AccountDocument>(new WatchedFile(path, "password_file", "- {username: root, password: secret}"), text => Parse(path, text, unmarked), AccountDocument.Empty)
        {
            Changed = (before, now) => Changed?.Invoke(before.ByName, now.ByName),
            TakenOver = now => logger.AccountsReloaded(now.ByName.Count, path),
            Kept = problem => logger.AccountsKept(problem.Message),
        };
    }

    /// <summary>Called with the accounts before and now, after each change, one call at a time.</summary>
    internal event Action<IReadOnlyDictionary<string, Account>, IReadOnlyDictionary<string, Account>>? Changed;

    internal string Path => _file.Path;

    internal AccountFormat Format => _file.Document.Format;

    /// <summary>The accounts in force.</summary>
    internal IReadOnlyDictionary<string, Account> Accounts => _file.Document.ByName;

    /// <summary>The accounts in force, in the order of their names.</summary>
    internal IReadOnlyList<Account> Sorted => _file.Document.Sorted.Value;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="FileProblemException">It cannot be used.</exception>
    internal void Load()
    {
        _file.Load();
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(Path);
        if ((mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0) _logger.AccountsOpen(Path, Convert.ToString((int)mode, 8));
    }

    /// <inheritdoc cref="EditedFile{T}.ReloadAsync"/>
    internal ValueTask ReloadAsync(CancellationToken cancellationToken) => _file.ReloadAsync(cancellationToken);

    /// <summary>Changes accounts, in the file and in force.</summary>
    /// <param name="change">From the accounts as they are to what is to change; null takes one out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="FileProblemException">The file was changed by somebody else and cannot be used; nothing has changed.</exception>
    internal Task ChangeAsync(Func<IReadOnlyDictionary<string, Account>, Dictionary<string, Account?>> change, CancellationToken cancellationToken)
        => _file.ChangeAsync(
            document =>
            {
                var changes = change(document.ByName);
                if (changes.Count == 0) return null;
                var text = document.With(changes);
                return text.Length == 0 && document.Format == YamlAccounts.Format ? "[]\n" : text;
            },
            cancellationToken);

    /// <summary>An account has got a better hash of the same password; it is written when there is time, with others that come meanwhile.</summary>
    internal void Improve(Account before, Account after) => _improved.Writer.TryWrite((before, after)); // lost when there are too many: the next login tries again

    /// <summary>Writes better hashes until told to stop.</summary>
    internal async Task WriteImprovementsAsync(CancellationToken stopping)
    {
        while (await _improved.Reader.WaitToReadAsync(stopping))
        {
            var batch = new Dictionary<string, (Account Before, Account After)>();
            while (_improved.Reader.TryRead(out var next)) batch[next.Before.Username] = next;
            try
            {
                await ChangeAsync(accounts => Applied(accounts, batch), stopping);
                _logger.Improved(batch.Count, Path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FileProblemException)
            {
                _logger.ImprovementNotWritten(Path, exception.Message);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private static Dictionary<string, Account?> Applied(IReadOnlyDictionary<string, Account> accounts, Dictionary<string, (Account Before, Account After)> batch)
    {
        var changes = new Dictionary<string, Account?>();
        foreach (var (username, (before, after)) in batch)
        {
            // Whoever has changed the password meanwhile is not to get the old one back.
            if (accounts.TryGetValue(username, out var now) && now.Password.Text == before.Password.Text)
                changes[username] = now with { Password = after.Password, Scram = after.Scram ?? now.Scram };
        }

        return changes;
    }

    private static AccountDocument Parse(string path, string text, UnmarkedHash unmarked)
    {
        var passwords = new PasswordReader(unmarked);
        return PasswordLines.AreIn(text) ? PasswordLines.Parse(path, text, passwords) : YamlAccounts.Parse(path, text, passwords);
    }
}
