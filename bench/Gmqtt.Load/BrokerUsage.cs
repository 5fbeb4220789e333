using System.Globalization;

namespace Gmqtt.Load;

/// <summary>Processor time and memory of a process, read from <c>/proc</c>; a broker that forks is not followed.</summary>
internal readonly record struct BrokerUsage(TimeSpan Processor, long ResidentKiB, int Threads)
{
    /// <summary>What the kernel counts in: USER_HZ, which is 100 on every Linux there is.</summary>
    private const double TicksPerSecond = 100;

    public static BrokerUsage? Of(int? pid)
    {
        if (pid is null || !OperatingSystem.IsLinux()) return null;
        // The name in parentheses may hold anything, spaces too: the fields count from behind it (proc(5): 14 is utime, 15 stime).
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return new BrokerUsage(TimeSpan.FromSeconds(ticks / TicksPerSecond), Status(pid, "VmRSS:"), (int)Status(pid, "Threads:"));
    }

    private static long Status(int? pid, string name) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
