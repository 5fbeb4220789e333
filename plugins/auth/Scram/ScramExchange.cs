using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Scram;

/// <summary>
/// The server's side of one exchange of SCRAM-SHA-256 (RFC 5802, 7677), without channel binding. Texts in, texts out; null is a no, and does not say why.
/// </summary>
internal sealed class ScramExchange
{
    private readonly string _clientFirstBare;
    private readonly string _gs2Header;
    private readonly string _serverFirst;
    private readonly string _nonce;
    private readonly ScramCredential _credential;
    private readonly bool _exists;

    private ScramExchange(string header, string bare, string username, string clientNonce, ScramCredential? credential, (ScramCredential Instead, string ServerNonce) made)
    {
        _gs2Header = header;
        _clientFirstBare = bare;
        Username = username;
        _exists = credential is not null;
        _credential = credential ?? made.Instead;
        _nonce = clientNonce + made.ServerNonce;
        _serverFirst = string.Create(CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(_credential.Salt)},i={_credential.Iterations}");
    }

    internal string Username { get; }

    internal ReadOnlyMemory<byte> ServerFirst => Encoding.UTF8.GetBytes(_serverFirst);

    /// <summary>Reads the client's first message.</summary>
    /// <param name="message">What came.</param>
    /// <param name="find">The credential of a user; null when there is none.</param>
    /// <param name="instead">What a user who does not exist is shown; the same each time, or asking twice would tell.</param>
    /// <param name="serverNonce">Ours; null for a new one.</param>
    internal static ScramExchange? Begin(ReadOnlySpan<byte> message, Func<string, ScramCredential?> find, Func<string, ScramCredential> instead, string? serverNonce = null)
    {
        if (Text(message) is not { } text) return null;
        // gs2-header: no channel binding ("n"), or none because the client thinks that the server has none ("y"); no authorization identity but the user's own.
        var parts = text.Split(',', 3);
        if (parts.Length != 3 || parts[0] is not ("n" or "y")) return null;
        var attributes = parts[2].Split(',');
        if (attributes.Length < 2 || attributes[0] is not ['n', '=', .. var escaped] || attributes[1] is not ['r', '=', .. var nonce]) return null;
        if (Unescaped(escaped) is not { Length: > 0 } username || nonce.Length is < 8 or > 256 || nonce.Any(c => c is < '!' or > '~')) return null;
        if (parts[1].Length > 0 && parts[1] != $"a={escaped}") return null;
        return new ScramExchange(
            $"{parts[0]},{parts[1]},", parts[2], username, nonce, find(username), (instead(username), serverNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18))));
    }

    /// <summary>Reads the client's last message.</summary>
    /// <returns>The server's last message; null when the client has not proved that it knows the password.</returns>
    internal ReadOnlyMemory<byte>? Finish(ReadOnlySpan<byte> message)
    {
        if (Text(message) is not { } text) return null;
        var proofAt = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0) return null;
        var withoutProof = text[..proofAt];
        var attributes = withoutProof.Split(',');
        if (attributes.Length < 2 || attributes[0] != $"c={Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2Header))}" || attributes[1] != $"r={_nonce}") return null;
        var proof = new byte[SHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64String(text[(proofAt + 3)..], proof, out var length) || length != proof.Length) return null;
        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var signature = HMACSHA256.HashData(_credential.StoredKey, authMessage);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= signature[i];
        var isRight = CryptographicOperations.FixedTimeEquals(SHA256.HashData(proof), _credential.StoredKey);
        if (!isRight || !_exists) return null; // not as the other half of a conditional: a null array would become an empty message, which is a yes
        return Encoding.UTF8.GetBytes($"v={Convert.ToBase64String(HMACSHA256.HashData(_credential.ServerKey, authMessage))}");
    }

    private static string? Text(ReadOnlySpan<byte> message)
        => message.Length is > 0 and <= 4096 && System.Text.Unicode.Utf8.IsValid(message) ? Encoding.UTF8.GetString(message) : null;

    /// <summary>RFC 5802, 5.1: a comma is written =2C and an equals sign =3D.</summary>
    private static string? Unescaped(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                plain.Append(text[i]);
                continue;
            }

            var code = i + 3 <= text.Length ? text.AsSpan(i + 1, 2) : "";
            if (code is "2C") plain.Append(',');
            else if (code is "3D") plain.Append('=');
            else return null;
            i += 2;
        }

        return plain.ToString();
    }
}
