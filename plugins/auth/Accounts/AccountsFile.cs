using System.Threading.Channels;
using Gmqtt.Auth.Files;
using Gmqtt.Auth.Passwords;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Accounts;

/// <summary>
/// The accounts in force, and the only one who writes their file. A changed file is taken over when it can be read, and changes nothing when it cannot. Changes of our own are
/// made to the file as it is at that moment, and count when they are on the disk.
/// </summary>
internal sealed class AccountsFile : IDisposable
{
    private readonly WatchedFile _file;
    private readonly UnmarkedHash _unmarked;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Channel<(Account Before, Account After)> _improved = Channel.CreateBounded<(Account, Account)>(10_000);
    private volatile AccountDocument _document = AccountDocument.Empty;
    private FileProblemException? _problem; // of the file as it is: what somebody is in the middle of writing is not written over

    internal AccountsFile(string path, UnmarkedHash unmarked, ILogger logger)
    {
        _file = new WatchedFile(path, "password_file", "- {username: root, password: secret}");
        _unmarked = unmarked;
        _logger = logger;
    }

    /// <summary>Called with the accounts before and now, after each change, one call at a time.</summary>
    internal event Action<IReadOnlyDictionary<string, Account>, IReadOnlyDictionary<string, Account>>? Changed;

    internal string Path => _file.Path;

    internal AccountFormat Format => _document.Format;

    /// <summary>The accounts in force.</summary>
    internal IReadOnlyDictionary<string, Account> Accounts => _document.ByName;

    /// <summary>The accounts in force, in the order of their names.</summary>
    internal IReadOnlyList<Account> Sorted => _document.Sorted.Value;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="FileProblemException">It cannot be used.</exception>
    internal void Load()
    {
        _document = Read();
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(Path);
        if ((mode & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0) _logger.AccountsOpen(Path, Convert.ToString((int)mode, 8));
    }

    /// <summary>Reads the file again if it has changed.</summary>
    internal async ValueTask ReloadAsync(CancellationToken cancellationToken)
    {
        if (!_file.HasSettled()) return;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            TakeOver();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Changes accounts, in the file and in force.</summary>
    /// <param name="change">From the accounts as they are to what is to change; null takes one out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="FileProblemException">The file was changed by somebody else and cannot be used; nothing has changed.</exception>
    internal async Task ChangeAsync(Func<IReadOnlyDictionary<string, Account>, Dictionary<string, Account?>> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_file.HasChanged) TakeOver();
            if (_problem is not null) throw _problem;
            var changes = change(_document.ByName);
            if (changes.Count == 0) return;
            var text = _document.With(changes);
            var document = Parse(text.Length == 0 && _document.Format == YamlAccounts.Format ? "[]\n" : text);
            await _file.WriteAsync(document.Text, cancellationToken);
            Exchange(document);
        }
        finally
        {
            _turn.Release();
        }
    }

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

    public void Dispose() => _turn.Dispose();

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

    private void TakeOver()
    {
        try
        {
            Exchange(Read());
            _logger.AccountsReloaded(_document.ByName.Count, Path);
        }
        catch (FileProblemException exception)
        {
            _logger.AccountsKept(exception.Message);
        }
    }

    private AccountDocument Read()
    {
        try
        {
            var document = Parse(_file.Read());
            _problem = null;
            return document;
        }
        catch (FileProblemException exception)
        {
            _problem = exception;
            throw;
        }
    }

    private AccountDocument Parse(string text)
    {
        var passwords = new PasswordReader(_unmarked);
        return PasswordLines.AreIn(text) ? PasswordLines.Parse(Path, text, passwords) : YamlAccounts.Parse(Path, text, passwords);
    }

    private void Exchange(AccountDocument document)
    {
        var before = _document;
        _document = document;
        Changed?.Invoke(before.ByName, document.ByName);
    }
}
