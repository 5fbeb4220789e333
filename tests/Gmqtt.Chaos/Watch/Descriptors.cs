using System.Globalization;
using System.Runtime.InteropServices;

namespace Gmqtt.Chaos.Watch;

/// <summary>How many files and sockets a process may have open. .NET raises the soft limit to the hard one when it starts.</summary>
internal static partial class Descriptors
{
    private const int OpenFiles = 7;

    internal static int Of(int pid)
    {
        const string Name = "Max open files";
        var soft = File.ReadLines($"/proc/{pid}/limits").First(l => l.StartsWith(Name, StringComparison.Ordinal))[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }

    /// <summary>How many it has open.</summary>
    internal static int Open(int pid) => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();

    /// <summary>Sets how many a running process may have open; not how many it could ask for, so that it can be taken back.</summary>
    internal static unsafe void Limit(int pid, int most)
    {
        // struct rlimit: the soft limit, then the hard one.
        var limits = stackalloc ulong[2];
        var result = Limit(pid, OpenFiles, null, limits);
        limits[0] = (ulong)most;
        if (result == 0) result = Limit(pid, OpenFiles, limits, null);
        if (result != 0) throw new ChaosException($"prlimit of {pid}: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static unsafe partial int Limit(int process, int resource, ulong* limits, ulong* former);
}
