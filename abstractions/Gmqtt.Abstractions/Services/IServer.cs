namespace Gmqtt.Services;

/// <summary>The broker as a plugin sees it. All services may be called from any thread and from within any hook.</summary>
public interface IServer
{
    /// <summary>Publishes messages.</summary>
    IPublisher Publisher { get; }

    /// <summary>The configuration in force.</summary>
    ServerConfig Config { get; }

    /// <summary>Counters of the broker and of each client.</summary>
    IStatsReader StatsManager { get; }

    /// <summary>Connected clients and stored sessions.</summary>
    IClientService ClientService { get; }

    /// <summary>Subscriptions of all sessions, connected or not.</summary>
    ISubscriptionService SubscriptionService { get; }

    /// <summary>Retained messages.</summary>
    IRetainedService RetainedService { get; }

    /// <summary>
    /// Copies what the broker has stored, while it runs, as <c>gmqttd store restore</c> takes it: everything that was acknowledged before the call is in it.
    /// </summary>
    /// <param name="directory">Where to, on the broker's machine; must not be there yet.</param>
    /// <param name="cancellationToken">Gives up before it has begun.</param>
    /// <returns>Completes when the copy is whole.</returns>
    /// <exception cref="NotSupportedException">The state is in memory alone, or in a store that is backed up by its own means; the message says which.</exception>
    ValueTask BackupAsync(string directory, CancellationToken cancellationToken = default);

    /// <summary>Version, start time and the like.</summary>
    ServerInfo Info { get; }

    /// <summary>Whether it serves clients, and what is not as it should be; a copy.</summary>
    ServerHealth Health { get; }

    /// <summary>Every key of the configuration with the value in force and who set it; empty where there is no configuration file, as in a test.</summary>
    IReadOnlyList<ConfigurationValue> ConfigurationValues { get; }

    /// <summary>Where clients are served; a copy.</summary>
    IReadOnlyList<ListenerInfo> Listeners { get; }
}
