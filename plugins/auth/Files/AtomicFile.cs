using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Text;

namespace Gmqtt.Auth.Files;

/// <summary>
/// Replaces a file as a whole: whoever reads it, and whatever fails, sees the old text or the new one. The new one lies beside it, is on the disk before it gets the name, and has
/// the owner and the mode of the old one, or 0600 when there was none.
/// </summary>
internal static partial class AtomicFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file.</summary>
    /// <returns>When the new one was changed last, and its length: what tells it from one that somebody else writes right after.</returns>
    internal static async Task<(DateTime Changed, long Length)> WriteAsync(string path, string text, CancellationToken cancellationToken = default)
    {
        path = Target(path);
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            // Synchronous writes instead of a flush at the end: the framework hides a flush that failed.
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.WriteThrough | FileOptions.Asynchronous, BufferSize = 0 };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            await using (var file = new FileStream(temporary, options)) await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            if (!OperatingSystem.IsWindows() && File.Exists(path)) KeepOwner(path, temporary);
            var written = new FileInfo(temporary);
            var stamp = (written.LastWriteTimeUtc, written.Length);
            File.Move(temporary, path, overwrite: true);
            return stamp;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A link stays one: what it points to is replaced.</summary>
    private static string Target(string path) => (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? path;

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void KeepOwner(string path, string temporary)
    {
        File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
        var (before, now) = (Owner(path), Owner(temporary));
        if (before != now && ChangeOwner(temporary, before.Uid, before.Gid) != 0)
            throw new UnauthorizedAccessException($"{path} belongs to user {before.Uid} and group {before.Gid}, which this process may not give the new file; let the broker's user own it");
    }

    /// <summary>The framework has no other way to ask than to write the head of a tar archive.</summary>
    private static (int Uid, int Gid) Owner(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true)) writer.WriteEntry(path, "file");
        archive.Position = 0;
        using var reader = new TarReader(archive);
        var head = reader.GetNextEntry() ?? throw new IOException($"{path} cannot be looked at");
        return (head.Uid, head.Gid);
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwner(string path, int uid, int gid);
}
