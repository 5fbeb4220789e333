using System.Security.Cryptography;

namespace Gmqtt.Listeners.Tls;

/// <summary>The content of all files that a listener's TLS is made of, read at one moment.</summary>
internal sealed record TlsFiles(byte[] Certificate, byte[]? Key, byte[]? ClientCa, byte[]? Revocation)
{
    /// <summary>Tells one content from another.</summary>
    public string Fingerprint { get; } = Hash(Certificate, Key, ClientCa, Revocation);

    /// <exception cref="IOException">One of them cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor by this user.</exception>
    public static TlsFiles Read(TlsOptions options) =>
        new(
            File.ReadAllBytes(options.CertificateFile),
            ReadOptional(options.KeyFile),
            ReadOptional(options.ClientCaFile),
            ReadOptional(options.ClientRevocationFile));

    private static byte[]? ReadOptional(string? path) => path is null ? null : File.ReadAllBytes(path);

    private static string Hash(params byte[]?[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(BitConverter.GetBytes(file?.Length ?? -1));
            hash.AppendData(file ?? []);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
