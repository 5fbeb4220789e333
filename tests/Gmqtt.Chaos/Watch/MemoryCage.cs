using System.Globalization;

namespace Gmqtt.Chaos.Watch;

/// <summary>A memory limit of the kernel's (cgroup v1) that a broker is started within.</summary>
internal sealed class MemoryCage : IAsyncDisposable
{
    private const string Root = "/sys/fs/cgroup/memory";

    private MemoryCage(string folder) => Folder = folder;

    /// <summary>Where a process writes its number to be in it.</summary>
    internal string Folder { get; }

    /// <summary>The most that was in use, with the page cache of its files.</summary>
    internal long PeakBytes => Read("memory.max_usage_in_bytes");

    /// <summary>How often the limit was met.</summary>
    internal long Refusals => Read("memory.failcnt");

    /// <returns>Null where the machine does not let us.</returns>
    internal static MemoryCage? TryMake(long bytes)
    {
        var folder = Path.Combine(Root, $"gmqtt-chaos-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "memory.limit_in_bytes"), bytes.ToString(CultureInfo.InvariantCulture));
            return new MemoryCage(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes it; nobody may be in it any more.</summary>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder);
        return default;
    }

    private long Read(string file) => long.Parse(File.ReadAllText(Path.Combine(Folder, file)), CultureInfo.InvariantCulture);
}
