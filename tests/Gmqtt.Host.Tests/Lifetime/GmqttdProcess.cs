using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace Gmqtt.Host.Tests.Lifetime;

/// <summary>The real executable as a child. Tests wait on its lines and on its end, never on time; the one deadline only keeps a broken test from hanging.</summary>
internal sealed class GmqttdProcess : IAsyncDisposable
{
    public const int SigHup = 1;
    public const int SigInt = 2;
    public const int SigTerm = 15;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(10_000);
    private readonly StringBuilder _seen = new();
    private int _openStreams = 2;

    private GmqttdProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>All that it has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_seen) return _seen.ToString();
        }
    }

    /// <summary>Starts it in a folder; its lines are read.</summary>
    public static GmqttdProcess Start(TemporaryFolder folder, params string[] arguments)
    {
        var child = StartUnread(folder, [], arguments);
        child.Read();
        return child;
    }

    /// <summary>Starts it with so many descriptors, hard and soft.</summary>
    public static GmqttdProcess StartWithin(int descriptors, TemporaryFolder folder, params string[] arguments)
    {
        var child = Start(folder, [], ["sh", "-c", $"ulimit -n {descriptors}; exec \"$@\"", "sh"], arguments);
        child.Read();
        return child;
    }

    /// <summary>Starts it as nohup does.</summary>
    public static GmqttdProcess StartWithoutHangUp(TemporaryFolder folder, params string[] arguments)
    {
        var child = Start(folder, [], ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"], arguments);
        child.Read();
        return child;
    }

    private void Read()
    {
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it with nobody reading what it writes.</summary>
    public static GmqttdProcess StartUnread(TemporaryFolder folder, Dictionary<string, string> variables, params string[] arguments) => Start(folder, variables, [], arguments);

    private static GmqttdProcess Start(TemporaryFolder folder, Dictionary<string, string> variables, string[] through, string[] arguments)
    {
        // Whoever runs the tests may ignore signals (nohup, a job in the background), and a child inherits that.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP,INT,TERM", .. through, Path.Combine(AppContext.BaseDirectory, "gmqttd"), .. arguments])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GMQTT__", StringComparison.OrdinalIgnoreCase) || k == "NOTIFY_SOCKET").ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return new GmqttdProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        await using var child = Start(folder, arguments);
        var code = await child.ExitAsync();
        return (code, child._seen.ToString());
    }

    /// <summary>The next line that holds a text; earlier ones are skipped.</summary>
    public async Task<string> LineAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(deadline.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        var end = _process.HasExited ? $"it ended with {_process.ExitCode}" : "it runs";
        throw new InvalidOperationException($"no line with '{text}' came, {end}; these lines came:\n{_seen}");
    }

    /// <summary>Waits until it is ready.</summary>
    /// <returns>The port of its first listener.</returns>
    public async Task<int> ReadyAsync()
    {
        var line = await LineAsync("ready listeners=");
        var addresses = line.Split("ready listeners=")[1].Split(' ')[0].Split(',');
        return int.Parse(addresses[0].Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public async Task<int> ExitAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openStreams) == 0)
            {
                _lines.Writer.TryComplete();
            }

            return;
        }

        lock (_seen)
        {
            _seen.AppendLine(line);
        }

        _lines.Writer.TryWrite(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
