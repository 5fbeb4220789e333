using System.Diagnostics;
using System.Globalization;

namespace Gmqtt.Host.Lifetime;

/// <summary>The file that holds the process id while the broker runs, and keeps a second one from starting with the same.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <summary>Takes the file.</summary>
    /// <exception cref="StartException">A live broker has it, or it cannot be written.</exception>
    public static PidFile Take(string path)
    {
        if (ReadLive(path) is { } pid && pid != Environment.ProcessId)
        {
            throw new StartException($"pid_file: process {pid} of {path} is alive; stop it with kill {pid}, or reload it with gmqttd reload");
        }

        try
        {
            // Written aside and renamed: a reader sees all of it or the old one, and a link that somebody put there is replaced, not followed.
            var aside = $"{path}.{Environment.ProcessId}";
            File.Delete(aside);
            using (var writer = new StreamWriter(new FileStream(aside, FileMode.CreateNew)))
            {
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
            }

            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"pid_file: {path} cannot be written: {e.Message}", e);
        }

        return new PidFile(path);
    }

    /// <summary>The process id in a file, when a broker with it is alive; else null.</summary>
    public static int? ReadLive(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && IsBroker(pid) ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Gives the file back, unless another process has taken it by now.</summary>
    public void Dispose()
    {
        if (ReadLive(_path) == Environment.ProcessId)
        {
            File.Delete(_path);
        }
    }

    /// <summary>After a crash and a reboot the number may be anybody's: it counts only when the process has our name.</summary>
    private static bool IsBroker(int pid)
    {
        try
        {
            using var self = Process.GetCurrentProcess();
            using var other = Process.GetProcessById(pid);
            return self.ProcessName == other.ProcessName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
