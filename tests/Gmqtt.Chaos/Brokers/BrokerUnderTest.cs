using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Chaos.Brokers;

/// <summary>A broker as a child process that is started over one state again and again.</summary>
internal abstract class BrokerUnderTest(string directory) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private Child? _child;

    /// <summary>Where it writes its lines, and its state unless it is told otherwise.</summary>
    internal string Directory => directory;

    /// <summary>Where it listens, once it has started.</summary>
    internal EndPoint Place { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

    internal int Pid => Running.Id;

    /// <summary>Whether it ended without being killed.</summary>
    internal bool HasDied => _child is { HasExited: true };

    private Child Running => _child ?? throw new ChaosException("the broker is not running");

    /// <summary>Starts the process; it is not ready yet.</summary>
    internal void Launch() => _child = Begin();

    /// <summary>Waits until it takes connections.</summary>
    internal async Task ReadyAsync() => Place = new IPEndPoint(IPAddress.Loopback, PortOf(await Running.ReadyAsync(Patience)));

    internal async Task StartAsync()
    {
        Launch();
        await ReadyAsync();
    }

    /// <summary>kill -9.</summary>
    internal virtual async Task KillAsync()
    {
        if (_child is null) return;
        await _child.DisposeAsync();
        _child = null;
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> StopAsync(TimeSpan patience)
    {
        Running.Ask();
        await Running.Exited.WaitAsync(patience);
        var code = Running.ExitCode;
        await KillAsync();
        return code;
    }

    /// <summary>SIGSTOP, and waits until no thread of it runs any more; one that waits for the disk goes on until that has answered.</summary>
    internal async Task FreezeAsync()
    {
        Running.Freeze();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (System.IO.Directory.EnumerateDirectories($"/proc/{Pid}/task").Any(task => !IsStopped(task))) await tick.WaitForNextTickAsync();
    }

    /// <summary>Has it read its configuration again.</summary>
    internal void Reload() => Running.Reload();

    internal void Thaw() => Running.Thaw();

    public virtual async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>Starts the process.</summary>
    protected abstract Child Begin();

    /// <summary>The port, from the line that said it is ready.</summary>
    protected abstract int PortOf(string readyLine);

    /// <summary>The state stands behind the name in parentheses, proc(5).</summary>
    private static bool IsStopped(string task)
    {
        var stat = File.ReadAllText(Path.Combine(task, "stat"));
        return stat[stat.LastIndexOf(')') + 2] is 'T' or 'Z' or 'X';
    }

    /// <summary>One that nobody listens at now.</summary>
    protected static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
