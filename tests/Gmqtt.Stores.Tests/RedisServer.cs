using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Gmqtt.Stores.Tests;

/// <summary>A redis-server of its own, on a free port, with its data in a directory of its own; can be killed, stopped, and started again with what it had.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gmqtt-redis-").FullName;
    private readonly string[] _arguments;
    private Process? _process;

    private RedisServer(string[] arguments, int port)
    {
        _arguments = arguments;
        Port = port;
    }

    public int Port { get; private set; }

    public string Address => $"127.0.0.1:{Port}";

    internal static async Task<RedisServer> StartAsync(params string[] arguments)
    {
        // Somebody may take the port between the look and the start: then it is another one.
        for (var attempt = 0; ; attempt++)
        {
            var server = new RedisServer(arguments, FreePort());
            try
            {
                await server.StartAgainAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 5)
            {
                await server.DisposeAsync();
            }
        }
    }

    internal async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] own = ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory, "--save", ""];
        foreach (var argument in own.Concat(_arguments)) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains("eady to accept connections", StringComparison.Ordinal)) continue;
            _ = _process.StandardOutput.ReadToEndAsync();
            return;
        }

        throw new InvalidOperationException("redis-server ended at once");
    }

    /// <summary>As with kill -9.</summary>
    internal async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Takes its directory away, so that it cannot save there any more.</summary>
    internal void LoseDirectory()
    {
        Directory.Delete(_directory, recursive: true);
        Directory.CreateDirectory(_directory); // another of the same name, to be deleted in the end
    }

    internal void Freeze() => Signal("-STOP");

    internal void Thaw() => Signal("-CONT");

    /// <summary>A connection beside the store's, for looking and for damage.</summary>
    internal async Task<ConnectionMultiplexer> LookAsync(string? password = null)
    {
        var options = ConfigurationOptions.Parse(Address);
        options.Password = password;
        options.AllowAdmin = true;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
