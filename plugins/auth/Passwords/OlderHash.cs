using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Gmqtt.Auth.Passwords;

/// <summary>A hash that is read and not written any more: gmqtt's and mosquitto's.</summary>
internal sealed partial class OlderHash : PasswordHash
{
    private const int MostIterations = 10_000_000;

    private readonly Verifier _verify;

    private OlderHash(string text, string kind, Verifier verify)
        : base(text)
    {
        Kind = kind;
        _verify = verify;
    }

    private delegate bool Verifier(ReadOnlySpan<byte> password);

    internal override string Kind { get; }

    internal override bool IsCurrent(Argon2idHasher hasher) => false;

    internal override bool Verify(ReadOnlySpan<byte> password) => _verify(password);

    /// <summary>The password itself, which is hashed as soon as the file has been read.</summary>
    internal static OlderHash Plain(string text)
    {
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(text)); // the digests are compared: the length of the password shows in no time
        return new OlderHash(text, "plain", password => CryptographicOperations.FixedTimeEquals(SHA256.HashData(password), expected));
    }

    /// <summary>gmqtt's <c>md5</c> and <c>sha256</c>: hexadecimal, without a salt.</summary>
    internal static OlderHash? Digest(string text, HashAlgorithmName algorithm)
    {
        var size = algorithm == HashAlgorithmName.MD5 ? MD5.HashSizeInBytes : SHA256.HashSizeInBytes;
        if (text.Length != 2 * size || !text.All(char.IsAsciiHexDigit)) return null;
        var expected = Convert.FromHexString(text);
        return new OlderHash(text, algorithm.Name!.ToLowerInvariant(), password => CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(algorithm, password), expected));
    }

    /// <summary>gmqtt's <c>bcrypt</c>: <c>$2a$10$...</c>. Its algorithm takes 72 bytes of a password, and no zero.</summary>
    internal static OlderHash? Bcrypt(string text) => BcryptText().IsMatch(text)
        ? new OlderHash(text, "bcrypt", password => password.Length <= 72 && !password.Contains((byte)0) && Utf8.IsValid(password) && BCrypt.Net.BCrypt.Verify(Encoding.UTF8.GetString(password), text))
        : null;

    /// <summary>mosquitto's <c>$6$salt$hash</c>: SHA-512 of the password and the salt.</summary>
    internal static OlderHash? Sha512(string text)
    {
        if (text.Split('$') is not ["", "6", var salt64, var hash64] || Decode(salt64) is not { } salt || Decode(hash64) is not { Length: SHA512.HashSizeInBytes } expected) return null;
        return new OlderHash(text, "sha512", password => CryptographicOperations.FixedTimeEquals(SHA512.HashData([.. password, .. salt]), expected));
    }

    /// <summary>mosquitto's <c>$7$iterations$salt$hash</c>: PBKDF2 with HMAC-SHA-512.</summary>
    internal static OlderHash? Pbkdf2(string text)
    {
        if (text.Split('$') is not ["", "7", var rounds, var salt64, var hash64] || Decode(salt64) is not { } salt || Decode(hash64) is not { Length: SHA512.HashSizeInBytes } expected) return null;
        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 1 or > MostIterations) return null;
        return new OlderHash(
            text, "pbkdf2",
            password => CryptographicOperations.FixedTimeEquals(Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, expected.Length), expected));
    }

    [GeneratedRegex("^\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}$", RegexOptions.NonBacktracking)]
    private static partial Regex BcryptText();

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
