using System.Globalization;
using Gmqtt.Host.Configuration.Options;

namespace Gmqtt.Host.Lifetime;

/// <summary>
/// The most memory that the process takes, whatever clients do: what <c>limits.max_memory</c> lets them make it hold, the arrays kept for the next ones, what the collector has
/// not taken back yet, the journal of a durable store, and the program itself. Plugins are their own.
/// </summary>
internal sealed class MemoryBound
{
    /// <summary>Program, runtime, threads, tables of fixed size and the youngest generation.</summary>
    private const long ProgramBytes = 112L << 20;

    /// <summary>What the journal lets wait, and its copy on the way to the store.</summary>
    private const long JournalBytes = 128L << 20;

    /// <summary>The pools of messages and of send buffers keep a sixteenth each.</summary>
    private const int PoolShare = 8;

    private readonly long _held;

    private MemoryBound(long held, bool isStored)
    {
        _held = held;
        var live = held + (held / PoolShare);
        // Between two collections garbage may come to half of what lives.
        Bytes = ProgramBytes + live + (live / 2) + (isStored ? JournalBytes : 0);
    }

    /// <summary>All of it, in bytes.</summary>
    public long Bytes { get; }

    public static MemoryBound Of(HostOptions options) => new(options.Limits.MaxMemoryInForce, options.Persistence.Type != StoreType.Memory);

    /// <summary>For the log: all of it, and the part that clients have.</summary>
    public override string ToString() => $"{Round(Bytes)}, clients {Round(_held)}";

    /// <summary>What to say when there is not so much, else null.</summary>
    public string? Excess()
    {
        // .NET says from when on memory is scarce: nine tenths of the machine's, or of the container's.
        var there = GC.GetGCMemoryInfo().HighMemoryLoadThresholdBytes / 9 * 10;
        return Bytes <= there
            ? null
            : $"memory may come to {Round(Bytes)} and there are {Round(there)}: set limits.max_memory to {Round((there - (Bytes - Scaled)) * 2 / 3 / (PoolShare + 1) * PoolShare)} or less";
    }

    private long Scaled => (_held + (_held / PoolShare)) / 2 * 3;

    private static string Round(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        var unit = 0;
        for (; bytes >= 1024 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return bytes.ToString("0.#", CultureInfo.InvariantCulture) + units[unit];
    }
}
