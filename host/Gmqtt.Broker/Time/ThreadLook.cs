using System.Globalization;
using System.Runtime.InteropServices;

namespace Gmqtt.Broker.Time;

/// <summary>A thread as the system sees it, to tell one that is stuck from one that a busy machine does not run. Linux only; elsewhere every thread looks stuck.</summary>
/// <param name="CouldRun">It runs, or waits for nothing but a processor.</param>
/// <param name="Processor">Processor time it has had, in steps of 10 ms.</param>
public readonly record struct ThreadLook(bool CouldRun, TimeSpan Processor)
{
    /// <summary>What the kernel counts in: USER_HZ, which is 100 on every Linux there is.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The system's number of the calling thread; 0 where there is none to ask for.</summary>
    public static int CurrentThreadId => OperatingSystem.IsLinux() ? ThreadId() : 0;

    /// <summary>Looks at a thread of this process. One that is gone, or cannot be seen, looks stuck.</summary>
    /// <param name="id">From <see cref="CurrentThreadId"/>.</param>
    /// <returns>What there is to see.</returns>
    public static ThreadLook Of(int id)
    {
        if (id == 0) return default;
        try
        {
            // proc(5), "stat": the state is behind the name in parentheses, which may hold anything; utime and stime are 11 fields further on.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return new ThreadLook(fields[0] == "R", TimeSpan.FromSeconds(ticks / TicksPerSecond));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    [DllImport("libc", EntryPoint = "gettid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ThreadId();
}
