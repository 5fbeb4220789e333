namespace Gmqtt.Auth.Passwords;

/// <summary>A password as a file keeps it. Immutable; equal when the texts are.</summary>
internal abstract class PasswordHash
{
    private protected PasswordHash(string text) => Text = text;

    /// <summary>As it is written.</summary>
    internal string Text { get; }

    /// <summary>Whether this is as a password would be hashed today; else the next successful login is the occasion to do so.</summary>
    internal abstract bool IsCurrent(Argon2idHasher hasher);

    /// <summary>Compares in a time that does not depend on where the difference is. Takes milliseconds of a processor where the hash is good: see <see cref="VerificationQueue"/>.</summary>
    internal abstract bool Verify(ReadOnlySpan<byte> password);

    /// <summary>How an account's hash is called where people read it.</summary>
    internal abstract string Kind { get; }
}
