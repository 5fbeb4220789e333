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

    /// <summary>Version, start time and the like.</summary>
    ServerInfo Info { get; }
}
