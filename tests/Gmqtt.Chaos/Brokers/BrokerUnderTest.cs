using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Chaos.Brokers;

/// <summary>A broker as a child process that is started over one state again and again.</summary>
internal abstract class BrokerUnderTest(string directory) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private Child? _child;

    /// <summary>Where it writes its lines, and its state unless it is told otherwise.</summary>
    protected string Directory => directory;

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

    internal void Freeze() => Running.Freeze();

    internal void Thaw() => Running.Thaw();

    public virtual async ValueTask DisposeAsync() => await KillAsync();

    /// <summary>Starts the process.</summary>
    protected abstract Child Begin();

    /// <summary>The port, from the line that said it is ready.</summary>
    protected abstract int PortOf(string readyLine);

    /// <summary>One that nobody listens at now.</summary>
    protected static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
