using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gmqtt.Auth.Passwords;

/// <summary>
/// What a server keeps for SCRAM-SHA-256 (RFC 5802, 3; RFC 7677), written as PostgreSQL does: <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>. With it a client can prove
/// that it knows the password, and nobody can log in with what the file says.
/// </summary>
internal sealed record ScramCredential(int Iterations, byte[] Salt, byte[] StoredKey, byte[] ServerKey)
{
    private const string Mark = "SCRAM-SHA-256";

    /// <summary>RFC 7677, 4, asks for at least 4,096; the stretching is the client's to do, not the broker's.</summary>
    internal const int DefaultIterations = 15_000;

    internal static ScramCredential Of(ReadOnlySpan<byte> password, int iterations = DefaultIterations) => Of(password, RandomNumberGenerator.GetBytes(16), iterations);

    internal static ScramCredential Of(ReadOnlySpan<byte> password, byte[] salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return new ScramCredential(iterations, salt, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
    }

    internal static ScramCredential? TryParse(string text, out string problem)
    {
        problem = $"write {Mark}$iterations:salt$StoredKey:ServerKey, the latter three in base64; or leave it out: it is made at the next login or change of the password";
        if (text.Split('$') is not [Mark, var first, var second] || first.Split(':') is not [var rounds, var salt] || second.Split(':') is not [var stored, var server]) return null;
        if (!int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations) || iterations is < 4096 or > 10_000_000) return null;
        return Decode(salt) is { Length: >= 8 } s && Decode(stored) is { Length: SHA256.HashSizeInBytes } k && Decode(server) is { Length: SHA256.HashSizeInBytes } v
            ? new ScramCredential(iterations, s, k, v)
            : null;
    }

    public override string ToString()
        => new StringBuilder(Mark).Append('$').Append(Iterations).Append(':').Append(Convert.ToBase64String(Salt))
            .Append('$').Append(Convert.ToBase64String(StoredKey)).Append(':').Append(Convert.ToBase64String(ServerKey)).ToString();

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
