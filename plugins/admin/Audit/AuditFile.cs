using System.Text.Json;
using Gmqtt.Admin.Json;

namespace Gmqtt.Admin.Audit;

/// <summary>
/// The audit log on disk: one JSON object a line. A full file is put aside under another name, in the place of the one before. Opened anew for each line, because at a reload
/// two versions of the plugin write to it for a moment.
/// </summary>
internal sealed class AuditFile(string folder, long maxBytes)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path = Path.Combine(folder, "audit.jsonl");
    private readonly string _former = Path.Combine(folder, "audit.1.jsonl");

    /// <summary>The latest entries that are on disk, oldest first. A line that was cut off by a crash is passed over.</summary>
    internal IReadOnlyCollection<AuditEntry> ReadLatest(int count)
    {
        var latest = new Queue<AuditEntry>();
        foreach (var line in Lines(_former).Concat(Lines(_path)))
        {
            if (Parse(line) is not { } entry) continue;
            if (latest.Count == count) latest.Dequeue();
            latest.Enqueue(entry);
        }

        return latest;
    }

    /// <summary>Adds a line; the caller sees to it that there is one at a time.</summary>
    internal void Append(AuditEntry entry)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, AdminJson.Default.AuditEntry), (byte)'\n'];
        if (new FileInfo(_path) is { Exists: true } file && file.Length + line.Length >= maxBytes) File.Move(_path, _former, overwrite: true);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(_path, options);
        EndLine(stream);
        stream.Write(line);
    }

    /// <summary>A line that a crash cut off takes no other with it.</summary>
    private static void EndLine(FileStream stream)
    {
        if (stream.Length == 0) return;
        stream.Seek(-1, SeekOrigin.End);
        if (stream.ReadByte() != '\n') stream.WriteByte((byte)'\n');
    }

    private static IEnumerable<string> Lines(string path) => File.Exists(path) ? File.ReadLines(path) : [];

    private static AuditEntry? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AdminJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
