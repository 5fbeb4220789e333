using Gmqtt.Broker.Connections;
using Gmqtt.Services;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Broker;

/// <summary>The engine: give it transports, it speaks MQTT with them.</summary>
public sealed class Server : IAsyncDisposable
{
    /// <summary>Makes an engine; <see cref="StartAsync"/> starts its clock.</summary>
    /// <param name="options">What it is told.</param>
    /// <param name="loggerFactory">Where it writes.</param>
    /// <param name="timeProvider">Its only clock.</param>
    public Server(BrokerOptions options, ILoggerFactory loggerFactory, TimeProvider timeProvider)
    {
        Options = options;
    }

    /// <summary>The options in force.</summary>
    public BrokerOptions Options { get; private set; }

    /// <summary>The engine as plugins see it.</summary>
    public IServer Services => throw new NotSupportedException();

    /// <summary>Starts the heartbeat and loads stored state.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Completes when transports may come.</returns>
    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Speaks MQTT with one peer until the connection has ended, and disposes the transport.</summary>
    /// <param name="transport">The peer.</param>
    /// <returns>Completes when nothing of the connection is left; never faults.</returns>
    public Task RunAsync(ITransport transport) => Task.CompletedTask;

    /// <summary>Swaps the options: new connections negotiate by them, limits apply at once.</summary>
    /// <param name="options">The new options.</param>
    public void Apply(BrokerOptions options) => Options = options;

    /// <summary>Ends all connections in good order (MQTT 5.0 clients get DISCONNECT 0x8B), then OnStop.</summary>
    /// <param name="cancellationToken">Cuts what is left.</param>
    /// <returns>Completes when all connections have ended.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
