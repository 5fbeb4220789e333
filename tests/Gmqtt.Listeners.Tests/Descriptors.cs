namespace Gmqtt.Listeners.Tests;

internal static class Descriptors
{
    /// <summary>Open sockets of this process.</summary>
    public static int OpenSockets() =>
        Directory.EnumerateFiles("/proc/self/fd")
            .Count(path => File.ResolveLinkTarget(path, false)?.Name.StartsWith("socket:", StringComparison.Ordinal) == true);
}
