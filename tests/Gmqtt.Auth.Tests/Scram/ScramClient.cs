using System.Security.Cryptography;
using System.Text;

namespace Gmqtt.Auth.Tests.Scram;

/// <summary>The client's side of SCRAM-SHA-256, written from RFC 5802.</summary>
internal sealed class ScramClient(string username, string password, string nonce = "fyko+d2lbbFgONRv9qkxdawL")
{
    private readonly string _bare = $"n={username.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={nonce}";
    private byte[] _serverSignature = [];

    internal byte[] First => Encoding.UTF8.GetBytes($"n,,{_bare}");

    internal byte[] Final(byte[] serverFirst)
    {
        var first = Encoding.UTF8.GetString(serverFirst);
        var parts = first.Split(',');
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), Convert.FromBase64String(parts[1][2..]), int.Parse(parts[2][2..], System.Globalization.CultureInfo.InvariantCulture), HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var withoutProof = $"c=biws,{parts[0]}";
        var message = Encoding.UTF8.GetBytes($"{_bare},{first},{withoutProof}");
        var signature = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        _serverSignature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String([.. clientKey.Zip(signature, (a, b) => (byte)(a ^ b))])}");
    }

    internal bool Trusts(byte[] serverFinal) => Encoding.UTF8.GetString(serverFinal) == $"v={Convert.ToBase64String(_serverSignature)}";
}
