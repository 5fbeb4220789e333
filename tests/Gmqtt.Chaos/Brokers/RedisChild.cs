using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Chaos.Brokers;

/// <summary>A redis-server that writes each change to its disk before it answers.</summary>
internal sealed class RedisChild : IAsyncDisposable
{
    private readonly string _directory;
    private Child? _child;

    internal RedisChild(string directory)
    {
        _directory = System.IO.Directory.CreateDirectory(Path.Combine(directory, "redis")).FullName;
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        Port = ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    internal int Port { get; }

    internal async Task StartAsync()
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
        ];
        _child = Child.Start("redis-server", arguments, Path.Combine(_directory, "redis.log"), "eady to accept connections");
        await _child.ReadyAsync(TimeSpan.FromSeconds(60));
    }

    internal async Task KillAsync()
    {
        if (_child is not null) await _child.DisposeAsync();
        _child = null;
    }

    internal void Freeze() => _child?.Freeze();

    internal void Thaw() => _child?.Thaw();

    public async ValueTask DisposeAsync() => await KillAsync();
}
