using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api.Access;

/// <summary>The tokens in force. Immutable; a reload makes another one. Of each only the hash is kept.</summary>
internal sealed class TokenTable
{
    public static readonly TokenTable Empty = new([]);

    /// <summary>What is shorter is a password, and passwords are guessed.</summary>
    private const int ShortestToken = 16;

    private readonly IReadOnlyList<Row> _rows;

    private TokenTable(IReadOnlyList<Row> rows) => _rows = rows;

    /// <returns>The table, or what is wrong with one of the tokens, in one sentence.</returns>
    public static (TokenTable? Table, string? Problem) Read(IReadOnlyList<ApiTokenOptions> tokens, ILogger logger)
    {
        var rows = new List<Row>();
        foreach (var options in tokens)
        {
            var (token, problem) = options.File is { } file ? TokenFile.Read(file, options.CreateFile, logger) : (options.Secret ?? "", null);
            if (token is null)
            {
                return (null, problem);
            }

            var where = options.File is { } path ? $"the API token in '{path}'" : $"the API token '{options.Name}'";
            if (token.Length < ShortestToken || token.Any(c => c is <= ' ' or > '~'))
            {
                return (null, $"{where} is none: write at least {ShortestToken} letters and digits on one line, as from: openssl rand -hex 32");
            }

            var hash = Hash(token);
            if (rows.Find(row => row.Hash.AsSpan().SequenceEqual(hash)) is { } same)
            {
                return (null, $"{where} is that of '{same.Name}' too: give each a token of its own.");
            }

            rows.Add(new Row(options.Name, options.Role, hash));
        }

        return (new TokenTable(rows), null);
    }

    /// <summary>Whose token this is. It takes as long for a wrong one as for a right one, whichever it is.</summary>
    public (string Name, ApiRole Role)? Find(string token)
    {
        Row? found = null;
        var hash = Hash(token);
        foreach (var row in _rows)
        {
            if (CryptographicOperations.FixedTimeEquals(row.Hash, hash))
            {
                found = row;
            }
        }

        return found is null ? null : (found.Name, found.Role);
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed record Row(string Name, ApiRole Role, byte[] Hash);
}
