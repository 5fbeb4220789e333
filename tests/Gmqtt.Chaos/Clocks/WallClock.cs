namespace Gmqtt.Chaos.Clocks;

/// <summary>The wall clock of a child process, by libfaketime; what counts seconds is left alone, as on a machine whose clock is set.</summary>
internal sealed class WallClock
{
    private static readonly string[] Folders = ["/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib/faketime", "/usr/lib64/faketime"];
    private readonly string _file;

    internal WallClock(string directory)
    {
        _file = Path.Combine(directory, "clock");
        Move("+0");
    }

    /// <summary>Where the library is; null where it is not installed (Debian: faketime).</summary>
    internal static string? Library => Folders.Select(f => Path.Combine(f, "libfaketimeMT.so.1")).FirstOrDefault(File.Exists);

    /// <summary>What the process is started with.</summary>
    internal IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["LD_PRELOAD"] = Library!,
        ["FAKETIME_TIMESTAMP_FILE"] = _file,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["FAKETIME_CACHE_DURATION"] = "1",
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0", // else timed waits return at once, and every waiting thread spins
    };

    /// <summary>Sets it so many seconds beside the true time; seen within a second.</summary>
    internal void Move(string offset)
    {
        File.WriteAllText(_file + ".new", offset + "\n");
        File.Move(_file + ".new", _file, overwrite: true);
    }
}
