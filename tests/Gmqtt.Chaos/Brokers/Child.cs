using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gmqtt.Chaos.Brokers;

/// <summary>A process of ours: its lines go to a file, one of them says that it is ready.</summary>
internal sealed partial class Child : IAsyncDisposable
{
    private const int Stop = 19, Continue = 18, Terminate = 15, HangUp = 1;
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly string _readyText;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private Child(Process process, string readyText, StreamWriter log)
    {
        _process = process;
        _readyText = readyText;
        _log = log;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    internal int Id => _process.Id;

    internal bool HasExited => _process.HasExited;

    internal Task Exited => _process.WaitForExitAsync();

    /// <param name="file">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="logFile">Where its lines are added.</param>
    /// <param name="readyText">What the line has in it that says it is ready.</param>
    /// <param name="environment">Variables it gets beside ours.</param>
    internal static Child Start(string file, IReadOnlyList<string> arguments, string logFile, string readyText, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(logFile) };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new Child(Process.Start(start)!, readyText, new StreamWriter(logFile, append: true));
    }

    /// <summary>The line that says it is ready.</summary>
    /// <exception cref="ChaosException">It has ended, or it takes too long.</exception>
    internal async Task<string> ReadyAsync(TimeSpan patience)
    {
        try
        {
            return await _ready.Task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            throw new ChaosException($"{_process.StartInfo.FileName} was not ready within {patience.TotalSeconds:0} s; its lines are in {LogFile}");
        }
    }

    /// <summary>kill -9.</summary>
    internal async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    /// <summary>SIGTERM.</summary>
    internal void Ask() => Send(Terminate);

    /// <summary>SIGHUP.</summary>
    internal void Reload() => Send(HangUp);

    internal void Freeze() => Send(Stop);

    internal void Thaw() => Send(Continue);

    internal int ExitCode => _process.ExitCode;

    private string LogFile => ((FileStream)_log.BaseStream).Name;

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (Kill(_process.Id, signal) != 0) throw new ChaosException($"no signal {signal} to {_process.Id}: error {Marshal.GetLastPInvokeError()}");
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.WriteLine(line);
                _log.Flush();
            }

            if (line.Contains(_readyText, StringComparison.Ordinal)) _ready.TrySetResult(line);
        }

        _ready.TrySetException(new ChaosException($"{_process.StartInfo.FileName} has ended; its lines are in {LogFile}"));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
