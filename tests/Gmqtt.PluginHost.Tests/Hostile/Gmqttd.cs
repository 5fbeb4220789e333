using System.Diagnostics;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>The real broker as a process of its own, with plugins from a folder and two bystanders at it: for what a process shares, its memory pools and its unhandled exceptions.</summary>
internal sealed class Gmqttd : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<SocketWire> _wires = [];
    private Traffic? _traffic;
    private int _port;

    private Gmqttd(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    internal Traffic Traffic => _traffic!;

    internal bool IsAlive => !_process.HasExited;

    internal static async Task<Gmqttd> StartAsync(HostileFolder folder, string tables)
    {
        var file = Path.Combine(folder.Plugins, "..", "gmqtt.toml");
        await File.WriteAllTextAsync(
            file,
            $"allow_anonymous = true\n[[listeners]]\naddress = \"127.0.0.1:0\"\n[plugin_host]\ndir = \"{folder.Plugins}\"\ndata_dir = \"{Path.GetDirectoryName(folder.Data("x"))}\"\n{tables}");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "gmqttd"), ["start", "--config", file])
        {
            WorkingDirectory = Path.GetDirectoryName(file),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var child = new Gmqttd(Process.Start(start)!);
        var ready = await child.LineAsync("ready listeners=");
        child._port = int.Parse(ready.Split("ready listeners=")[1].Split(' ', ',')[0].Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        child._traffic = await Traffic.StartAsync(async id => (await child.ConnectAsync(id)).Wire);
        return child;
    }

    internal async Task<SocketWire> ConnectAsync(string clientId)
    {
        var wire = await SocketWire.ConnectAsync(_port, clientId);
        _wires.Add(wire);
        return wire;
    }

    /// <summary>Waits for a line that holds these texts.</summary>
    internal async Task<string> LineAsync(params string[] texts)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            lock (_lines)
            {
                if (_lines.Find(l => texts.All(t => l.Contains(t, StringComparison.Ordinal))) is { } line) return line;
                if (_process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                    throw new InvalidOperationException($"no line with '{string.Join("' and '", texts)}'; it {(_process.HasExited ? "has ended" : "runs")}; these lines came:\n{string.Join('\n', _lines)}");
            }

            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_traffic is not null) await _traffic.EndAsync();
        }
        catch (Exception exception)
        {
            lock (_lines) throw new InvalidOperationException($"the bystanders were harmed; these lines came:\n{string.Join('\n', _lines)}", exception);
        }
        finally
        {
            foreach (var wire in _wires) wire.Dispose();
            if (!_process.HasExited) _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
    }
}
