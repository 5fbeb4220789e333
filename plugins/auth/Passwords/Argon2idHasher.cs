using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using NSec.Cryptography;

namespace Gmqtt.Auth.Passwords;

/// <summary>Argon2id (RFC 9106) in the text form that libsodium, PHP and mosquitto 2.1 write: <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>.</summary>
internal sealed class Argon2idHasher
{
    private const int SaltSize = 16;
    private const int HashSize = 32;

    private readonly int _memory;
    private readonly int _passes;
    private readonly Argon2id _algorithm;

    /// <param name="memory">KiB.</param>
    /// <param name="passes">How often the memory is gone through.</param>
    internal Argon2idHasher(int memory, int passes)
    {
        _memory = memory;
        _passes = passes;
        _algorithm = new Argon2id(new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes });
        Dummy = new Argon2idHash("", this, RandomNumberGenerator.GetBytes(SaltSize), RandomNumberGenerator.GetBytes(HashSize));
    }

    /// <summary>The hash of no password: what is verified for a user who does not exist, so that this takes as long as one who does.</summary>
    internal PasswordHash Dummy { get; }

    /// <summary>Hashes a password with a new salt.</summary>
    internal Argon2idHash Hash(ReadOnlySpan<byte> password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var hash = Derive(password, salt, HashSize);
        return new Argon2idHash(string.Create(CultureInfo.InvariantCulture, $"$argon2id$v=19$m={_memory},t={_passes},p=1${Base64(salt)}${Base64(hash)}"), this, salt, hash);
    }

    /// <summary>Reads what <see cref="Hash"/> or somebody else has written.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hashers">Those in use, by memory and passes; most accounts share one.</param>
    /// <param name="problem">What is wrong with it.</param>
    internal static Argon2idHash? TryParse(string text, Dictionary<(int Memory, int Passes), Argon2idHasher> hashers, out string problem)
    {
        problem = "an argon2id hash is written $argon2id$v=19$m=19456,t=2,p=1$salt$hash, with a salt of 16 bytes";
        if (text.Split('$') is not ["", "argon2id", "v=19", var parameters, var salt, var hash]) return null;
        if (parameters.Split(',') is not [['m', '=', .. var m], ['t', '=', .. var t], "p=1"]) return null;
        if (!int.TryParse(m, NumberStyles.None, CultureInfo.InvariantCulture, out var memory) || !int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var passes)) return null;
        if (memory is < 8 or > 1024 * 1024 || passes is < 1 or > 100)
        {
            problem = "the hash asks for more than 1 GiB of memory or 100 passes, or for less than 8 KiB or one pass";
            return null;
        }

        if (Decode(salt) is not { Length: SaltSize } salted || Decode(hash) is not { Length: >= 16 and <= 64 } hashed) return null;
        if (!hashers.TryGetValue((memory, passes), out var hasher)) hashers[(memory, passes)] = hasher = new Argon2idHasher(memory, passes);
        return new Argon2idHash(text, hasher, salted, hashed);
    }

    internal bool HasParametersOf(Argon2idHasher other) => _memory == other._memory && _passes == other._passes;

    internal byte[] Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int size) => _algorithm.DeriveBytes(password, salt, size);

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Decode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text.Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

/// <summary>A password hashed with argon2id.</summary>
internal sealed class Argon2idHash : PasswordHash
{
    private readonly Argon2idHasher _hasher;
    private readonly byte[] _salt;
    private readonly byte[] _hash;

    internal Argon2idHash(string text, Argon2idHasher hasher, byte[] salt, byte[] hash)
        : base(text)
    {
        _hasher = hasher;
        _salt = salt;
        _hash = hash;
    }

    internal override string Kind => "argon2id";

    internal override bool IsCurrent(Argon2idHasher hasher) => _hasher.HasParametersOf(hasher);

    internal override bool Verify(ReadOnlySpan<byte> password) => CryptographicOperations.FixedTimeEquals(_hasher.Derive(password, _salt, _hash.Length), _hash);
}
