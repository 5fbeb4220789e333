using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gmqtt.Auth.Passwords;

/// <summary>
/// Remembers which passwords were right, so that a thousand clients that come back at once cost a thousand short hashes and not a thousand long ones. What is kept is a digest of user
/// and password under a key that this process made up and never tells, and the hash it was right for: when the account gets another one, the entry is worthless.
/// </summary>
internal sealed class CredentialCache
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly RecentTable<UInt128, string> _known;

    internal CredentialCache(int capacity, TimeSpan life, TimeProvider time) => _known = new RecentTable<UInt128, string>(capacity, life, time);

    internal int Count => _known.Count;

    internal bool IsKnown(string username, ReadOnlySpan<byte> password, PasswordHash hash) => _known.TryGet(Digest(username, password), out var text) && text == hash.Text;

    internal void Add(string username, ReadOnlySpan<byte> password, PasswordHash hash) => _known.Set(Digest(username, password), hash.Text);

    private UInt128 Digest(string username, ReadOnlySpan<byte> password)
    {
        // The length in front keeps "ab" and "c" apart from "a" and "bc".
        var size = Encoding.UTF8.GetByteCount(username);
        var input = new byte[4 + size + password.Length];
        BinaryPrimitives.WriteInt32LittleEndian(input, size);
        Encoding.UTF8.GetBytes(username, input.AsSpan(4));
        password.CopyTo(input.AsSpan(4 + size));
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, input, digest);
        CryptographicOperations.ZeroMemory(input);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
