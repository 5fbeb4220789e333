using System.Text;
using Gmqtt.Auth.Accounts;

namespace Gmqtt.Auth.Passwords;

/// <summary>How passwords are kept from now on.</summary>
internal sealed class PasswordPolicy
{
    private readonly bool _migrates;
    private readonly bool _scram;

    internal PasswordPolicy(Argon2idHasher hasher, bool migrates, bool scram)
    {
        Hasher = hasher;
        _migrates = migrates;
        _scram = scram;
    }

    internal Argon2idHasher Hasher { get; }

    /// <summary>An account with this password and nothing else.</summary>
    internal Account New(string username, string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        return new Account { Username = username, Password = Hasher.Hash(bytes), Scram = _scram ? ScramCredential.Of(bytes) : null };
    }

    /// <summary>The account as it should be, now that its password is at hand; null when it is as it should be.</summary>
    internal Account? Improve(Account account, byte[] password, bool hasRoomForScram)
    {
        var needsHash = _migrates && !account.Password.IsCurrent(Hasher);
        var needsScram = _scram && hasRoomForScram && account.Scram is null;
        if (!needsHash && !needsScram) return null;
        return account with { Password = needsHash ? Hasher.Hash(password) : account.Password, Scram = needsScram ? ScramCredential.Of(password) : account.Scram };
    }
}
