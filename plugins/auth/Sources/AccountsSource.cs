using System.Security.Cryptography;
using Gmqtt.Auth.Accounts;
using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Sources;

/// <summary>User name and password against the accounts file.</summary>
internal sealed class AccountsSource : ICredentialSource
{
    private readonly AccountsFile _file;
    private readonly VerificationQueue _queue;
    private readonly CredentialCache _known;
    private readonly PasswordPolicy _policy;

    /// <summary>Whose password nobody knows: what is done for a user who exists is done with it for one who does not, in the same places.</summary>
    private readonly Account _nobody;

    internal AccountsSource(AccountsFile file, VerificationQueue queue, CredentialCache known, PasswordPolicy policy)
    {
        _file = file;
        _queue = queue;
        _known = known;
        _policy = policy;
        _nobody = new Account { Username = "", Password = policy.Hasher.Dummy };
    }

    public string Name => "accounts";

    /// <summary>Whether this very password was right a while ago: no need to doubt it, whatever others have tried meanwhile.</summary>
    internal bool IsKnown(Login login) => login.Username is { } username
        && _known.IsKnown(username, login.Password.Span, (_file.Accounts.GetValueOrDefault(username) ?? _nobody).Password);

    public async ValueTask<Verdict> JudgeAsync(Login login, CancellationToken cancellationToken)
    {
        if (login.Username is not { } username || !_file.Accounts.TryGetValue(username, out var account)) return Verdict.NotMine;
        var password = login.Password;
        var identity = new Identity { Username = username, Source = Name };
        if (_known.IsKnown(username, password.Span, account.Password)) return Verdict.Accepted(identity);
        var copy = password.ToArray(); // the verification goes on if the client goes
        var verified = await _queue.RunAsync(() => Verify(account, copy), cancellationToken);
        return verified switch { null => Verdict.Busy, true => Verdict.Accepted(identity), false => Verdict.Refused("wrong password") };
    }

    /// <summary>Takes the time that a wrong password takes, for a user who does not exist.</summary>
    /// <returns>False when there are too many logins at a time, which a user who exists would be told, too.</returns>
    internal async ValueTask<bool> PretendAsync(Login login, CancellationToken cancellationToken)
    {
        _ = IsKnown(login);
        var copy = login.Password.ToArray();
        return await _queue.RunAsync(() => Verify(_nobody, copy), cancellationToken) is not null;
    }

    private bool Verify(Account account, byte[] password)
    {
        try
        {
            if (!account.Password.Verify(password))
            {
                // An older hash takes less time than the one that somebody who does not exist is measured with.
                if (account.Password is not Argon2idHash) _policy.Hasher.Dummy.Verify(password);
                return false;
            }

            var improved = _policy.Improve(account, password, _file.Format.HasRoles);
            _known.Add(account.Username, password, (improved ?? account).Password);
            if (improved is not null) _file.Improve(account, improved);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
