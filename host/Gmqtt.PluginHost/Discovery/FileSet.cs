using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>A plugin's files and what is in them, at one moment: whether it changed, and whether a copy is the same, is one comparison of <see cref="Fingerprint"/>.</summary>
/// <param name="Files">Sorted by name.</param>
/// <param name="Fingerprint">Of names, lengths and contents.</param>
internal sealed record FileSet(IReadOnlyList<FileEntry> Files, string Fingerprint)
{
    /// <summary>Reads all files.</summary>
    /// <returns>The set; or why the folder is not one for a plugin.</returns>
    /// <exception cref="IOException">Files come or go while they are read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public static (FileSet Set, Refusal? Refusal) Read(PluginFiles files)
    {
        var (entries, refusal) = FileListing.Of(files);
        return refusal is null ? (new FileSet(entries, Digest(entries, copyTo: null)), null) : (new FileSet(entries, ""), refusal);
    }

    /// <summary>
    /// What can be seen of the files without reading them: names, lengths and times of writing. For polling; content is compared only when this differs. Never throws: files that
    /// cannot be listed are a look of their own.
    /// </summary>
    public static string Glance(PluginFiles files)
    {
        try
        {
            var (entries, refusal) = FileListing.Of(files);
            var look = new StringBuilder(refusal?.Sentence).Append(files.IsSwitchedOff);
            foreach (var file in entries)
                look.Append('\n').Append(file.Name).Append('\0').Append(file.Length).Append('\0').Append(file.Written.Ticks);
            return look.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Copies the files into a folder.</summary>
    /// <returns>The fingerprint of what was copied, which is another one than <see cref="Fingerprint"/> when a file has changed.</returns>
    /// <exception cref="IOException">Files go while they are copied, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    public string CopyTo(string folder) => Digest(Files, folder);

    private static string Digest(IReadOnlyList<FileEntry> files, string? copyTo)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        var buffer = new byte[64 * 1024];
        foreach (var file in files)
        {
            using var copy = copyTo is null ? null : Create(copyTo, file.Name);
            hash.AppendData(Encoding.UTF8.GetBytes(file.Name));
            BinaryPrimitives.WriteInt64LittleEndian(number, file.Length);
            hash.AppendData(number);

            // What has no length is not opened: opening a named pipe would wait for its other end.
            if (file.Length == 0)
                continue;
            using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            for (int read; (read = source.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                copy?.Write(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static FileStream Create(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
