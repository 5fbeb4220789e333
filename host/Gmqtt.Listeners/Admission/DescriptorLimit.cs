using Gmqtt.Listeners.Epoll;

namespace Gmqtt.Listeners.Admission;

/// <summary>How many connections the process can have.</summary>
internal static class DescriptorLimit
{
    /// <summary>Of so many, none is for anything else.</summary>
    public const int FewestConnections = 16;

    /// <summary>
    /// The configured number, or the process's descriptors less the reserve and less what is open for other things, whichever is smaller. Every assembly keeps its file open:
    /// a broker with its plugins holds some three hundred before its first client, and the runtime ends the process when it finds none for itself.
    /// </summary>
    /// <param name="configured">What the owner wants; 0 for as many as possible.</param>
    /// <param name="reserve">To be left for what is opened later.</param>
    /// <param name="connections">Those there are: their descriptors are not other things.</param>
    public static int Connections(int configured, int reserve, int connections = 0)
    {
        var limit = OperatingSystem.IsLinux() ? Descriptors() - Math.Max(0, Open() - connections) : int.MaxValue;
        var possible = Math.Max(FewestConnections, limit - reserve);
        return configured > 0 ? Math.Min(configured, possible) : possible;
    }

    /// <summary>
    /// Whether a descriptor is one of the last, which are to be left: by its number, because the kernel gives the lowest that is free. What has been opened for other things since the listeners
    /// were, and a limit that somebody has lowered, show here alone.
    /// </summary>
    public static bool IsOfReserve(int descriptor, int reserve) => OperatingSystem.IsLinux() && descriptor >= Descriptors() - reserve;

    private static int Open() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();

    private static unsafe int Descriptors()
    {
        // struct rlimit: the soft limit, then the hard one; the runtime has raised the first to the second.
        var limits = stackalloc ulong[2];
        return Libc.ResourceLimit(Linux.OpenFiles, limits) == 0 ? (int)Math.Min(limits[0], int.MaxValue) : int.MaxValue;
    }
}
