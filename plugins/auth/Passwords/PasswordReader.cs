using System.Security.Cryptography;

namespace Gmqtt.Auth.Passwords;

/// <summary>Tells by its beginning what a password in a file is. What has no beginning that says so is what the key <c>hash</c> says. For one reading of a file.</summary>
internal sealed class PasswordReader
{
    private readonly UnmarkedHash _unmarked;
    private readonly Dictionary<(int Memory, int Passes), Argon2idHasher> _hashers = [];

    internal PasswordReader(UnmarkedHash unmarked) => _unmarked = unmarked;

    /// <summary>Reads a password.</summary>
    /// <param name="text">As it stands in the file.</param>
    /// <param name="problem">What is wrong with it, and what to write.</param>
    /// <returns>Null when it cannot be read.</returns>
    internal PasswordHash? TryRead(string text, out string problem)
    {
        problem = "";
        if (text.Length == 0)
        {
            problem = "the password is empty; write one, in the clear (it is hashed when it has been read) or as a hash";
            return null;
        }

        if (text.StartsWith("$argon2id$", StringComparison.Ordinal)) return Argon2idHasher.TryParse(text, _hashers, out problem);
        if (text.StartsWith("$2a$", StringComparison.Ordinal) || text.StartsWith("$2b$", StringComparison.Ordinal) || text.StartsWith("$2y$", StringComparison.Ordinal))
            return Or(OlderHash.Bcrypt(text), "a bcrypt hash is written $2a$10$ and 53 characters", out problem);
        if (text.StartsWith("$6$", StringComparison.Ordinal)) return Or(OlderHash.Sha512(text), "mosquitto's SHA-512 is written $6$salt$hash, both in base64", out problem);
        if (text.StartsWith("$7$", StringComparison.Ordinal)) return Or(OlderHash.Pbkdf2(text), "mosquitto's PBKDF2 is written $7$iterations$salt$hash, the latter two in base64", out problem);
        return Unmarked(text, out problem);
    }

    private OlderHash? Unmarked(string text, out string problem)
    {
        problem = "";
        switch (_unmarked)
        {
            case UnmarkedHash.Plain:
                return OlderHash.Plain(text);
            case UnmarkedHash.Md5:
                return Or(OlderHash.Digest(text, HashAlgorithmName.MD5), "hash = \"md5\" was set, and this is not 32 hexadecimal digits", out problem);
            case UnmarkedHash.Sha256:
                return Or(OlderHash.Digest(text, HashAlgorithmName.SHA256), "hash = \"sha256\" was set, and this is not 64 hexadecimal digits", out problem);
            case UnmarkedHash.Bcrypt:
                problem = "hash = \"bcrypt\" was set, and this is not a bcrypt hash, which begins with $2a$";
                return null;
        }

        // Whoever comes from gmqtt and leaves out hash = "md5" would have the digests taken for the passwords, and then hashed: nobody could log in any more.
        if (OlderHash.Digest(text, HashAlgorithmName.MD5) is null && OlderHash.Digest(text, HashAlgorithmName.SHA256) is null && !text.StartsWith('$')) return OlderHash.Plain(text);
        problem = text.StartsWith('$')
            ? "this begins like a hash of a kind that is not known; known are $argon2id$, $2a$, $6$ and $7$. If it is the password itself, write hash = \"plain\" in [plugins.auth]"
            : $"this looks like a digest; write hash = \"{(text.Length == 32 ? "md5" : "sha256")}\" in [plugins.auth], or hash = \"plain\" if it is the password itself";
        return null;
    }

    private static OlderHash? Or(OlderHash? hash, string otherwise, out string problem)
    {
        problem = hash is null ? otherwise : "";
        return hash;
    }
}

/// <summary>What a password is that does not say so itself.</summary>
internal enum UnmarkedHash
{
    /// <summary>The password; what looks like a digest is refused.</summary>
    Guess,

    /// <summary>The password, whatever it looks like.</summary>
    Plain,

    /// <summary>32 hexadecimal digits.</summary>
    Md5,

    /// <summary>64 hexadecimal digits.</summary>
    Sha256,

    /// <summary>gmqtt's bcrypt, which marks itself.</summary>
    Bcrypt,
}
