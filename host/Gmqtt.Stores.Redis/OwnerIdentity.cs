using System.Globalization;

namespace Gmqtt.Stores.Redis;

/// <summary>
/// Which process owns a store: machine and boot, process namespace, process id, when that process began. Another process in the same namespace can look whether it still lives;
/// nobody else can, and waits for the lease to run out.
/// </summary>
internal static class OwnerIdentity
{
    internal static string Own { get; } = Describe(Environment.ProcessId) is { } own
        ? $"{own}/{Guid.NewGuid():N}"
        : $"{Environment.MachineName}/{Guid.NewGuid():N}";

    /// <summary>Whether an owner is known to be gone.</summary>
    internal static bool IsGone(string owner)
    {
        var parts = owner.Split('/');
        if (parts.Length != 5 || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var process)) return false;
        if (Describe(Environment.ProcessId) is not { } self || !self.StartsWith($"{parts[0]}/{parts[1]}/", StringComparison.Ordinal)) return false;
        return Describe(process) != string.Join('/', parts[..4]);
    }

    private static string? Describe(int process)
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "";
            // The name stands in brackets and may hold anything; what follows are numbers, the 20th of them the start.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            return $"{boot}/{space}/{process}/{start}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or IndexOutOfRangeException or ArgumentException)
        {
            return null;
        }
    }
}
