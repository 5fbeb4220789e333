using Gmqtt.Broker;
using Gmqtt.Listeners;
using Gmqtt.Stores.Disk;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gmqtt.Chaos.Early;

/// <summary>The broker over an <see cref="EarlyStore"/>, in a process of its own.</summary>
internal static class EarlyHost
{
    internal const string Command = "acknowledge-early";
    internal const string Ready = "ready port=";
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    /// <summary>Serves until it is killed.</summary>
    internal static async Task RunAsync(string data, CancellationToken cancellationToken)
    {
        var options = new BrokerOptions
        {
            AllowAnonymous = true,
            Mqtt = new MqttOptions
            {
                SessionExpiry = TimeSpan.FromDays(30),
                MessageExpiry = TimeSpan.Zero,
                InflightExpiry = TimeSpan.Zero,
                MaxQueuedMessages = 10_000_000,
                MaxQueuedBytes = 16L << 30,
            },
        };
        var disk = new DiskStore(new DiskStoreOptions { Directory = data }, TimeProvider.System);
        await using var server = new Server(options, NullLoggerFactory.Instance, TimeProvider.System, new EarlyStore(disk, Late));
        await server.StartAsync(cancellationToken);
        await server.ResumeAsync();
        await using var listeners = new ListenerSet(server.RunAsync, NullLoggerFactory.Instance, TimeProvider.System, new ListenerSetOptions { IoThreads = 1 });
        await listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }], cancellationToken);
        Console.WriteLine($"{Ready}{((System.Net.IPEndPoint)listeners.Listeners[0].BoundEndPoint).Port}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
