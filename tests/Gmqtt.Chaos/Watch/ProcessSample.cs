using System.Globalization;

namespace Gmqtt.Chaos.Watch;

/// <summary>What a process takes, read from <c>/proc</c>.</summary>
/// <param name="ResidentKiB">Memory.</param>
/// <param name="PeakKiB">The most it ever had.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Sockets">Open sockets; files are the store's.</param>
/// <param name="Processor">Processor time.</param>
internal readonly record struct ProcessSample(long ResidentKiB, long PeakKiB, int Threads, int Sockets, TimeSpan Processor)
{
    /// <summary>USER_HZ is 100 on every Linux there is.</summary>
    private const double TicksPerSecond = 100;

    internal static ProcessSample Of(int pid)
    {
        // The name in parentheses may hold anything: the fields count from behind it (proc(5): 14 is utime, 15 stime).
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var status = File.ReadAllLines($"/proc/{pid}/status");
        return new ProcessSample(
            Number(status, "VmRSS:"), Number(status, "VmHWM:"), (int)Number(status, "Threads:"), Directory.GetFiles($"/proc/{pid}/fd").Count(IsSocket), TimeSpan.FromSeconds(ticks / TicksPerSecond));
    }

    private static bool IsSocket(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.StartsWith("socket:", StringComparison.Ordinal) ?? false;
        }
        catch (IOException)
        {
            return false; // closed since
        }
    }

    private static long Number(string[] status, string name) =>
        long.Parse(status.First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
