using Gmqtt.Listeners.Epoll;

namespace Gmqtt.Listeners.Admission;

/// <summary>How many connections the process can have.</summary>
internal static class DescriptorLimit
{
    private const int FewestConnections = 16;

    /// <summary>The configured number, or the process's descriptors less the reserve, whichever is smaller.</summary>
    public static int Connections(int configured, int reserve)
    {
        var limit = OperatingSystem.IsLinux() ? Descriptors() : int.MaxValue;
        var possible = Math.Max(FewestConnections, limit - reserve);
        return configured > 0 ? Math.Min(configured, possible) : possible;
    }

    private static unsafe int Descriptors()
    {
        // struct rlimit: the soft limit, then the hard one; the runtime has raised the first to the second.
        var limits = stackalloc ulong[2];
        return Libc.ResourceLimit(Linux.OpenFiles, limits) == 0 ? (int)Math.Min(limits[0], int.MaxValue) : int.MaxValue;
    }
}
