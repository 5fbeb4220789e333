using Gmqtt.Messages;

namespace Gmqtt.Services;

/// <summary>Subscriptions of all sessions. The hooks are not called for changes made here.</summary>
public interface ISubscriptionService
{
    /// <summary>Adds or replaces subscriptions of a session; retained messages follow as the Retain Handling says.</summary>
    /// <param name="clientId">Whose; the session must exist.</param>
    /// <param name="subscriptions">What to add.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>For each subscription whether it existed before.</returns>
    /// <exception cref="MqttReasonException">There is no such session, a filter is not valid, or a limit is reached; nothing was added.</exception>
    ValueTask<IReadOnlyList<SubscribeResult>> SubscribeAsync(
        string clientId, IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken = default);

    /// <summary>Removes subscriptions of a session.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="fullTopicFilters">Filters, with <c>$share/name/</c> where shared.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many existed and were removed.</returns>
    ValueTask<int> UnsubscribeAsync(string clientId, IReadOnlyList<string> fullTopicFilters, CancellationToken cancellationToken = default);

    /// <summary>Removes all subscriptions of a session.</summary>
    /// <param name="clientId">Whose.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> UnsubscribeAllAsync(string clientId, CancellationToken cancellationToken = default);

    /// <summary>Subscriptions that fit the query, with their clients.</summary>
    /// <param name="query">What to look for; null for all.</param>
    /// <returns>A sequence that reflects changes made while it is read.</returns>
    IEnumerable<ClientSubscription> Find(SubscriptionQuery? query = null);

    /// <summary>Numbers of all subscriptions.</summary>
    /// <returns>The numbers now.</returns>
    SubscriptionStats GetStats();

    /// <summary>Numbers of one client's subscriptions, or null when there is no such session.</summary>
    /// <param name="clientId">Whose.</param>
    /// <returns>The numbers, or null.</returns>
    SubscriptionStats? GetClientStats(string clientId);
}

/// <summary>What became of one added subscription.</summary>
/// <param name="Subscription">The subscription as stored.</param>
/// <param name="AlreadyExisted">Whether it replaced one with the same filter.</param>
public sealed record SubscribeResult(Subscription Subscription, bool AlreadyExisted);

/// <summary>A subscription and whose it is.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Subscription">The subscription.</param>
public sealed record ClientSubscription(string ClientId, Subscription Subscription);

/// <summary>What subscriptions to look for; conditions are combined with and.</summary>
public sealed record SubscriptionQuery
{
    /// <summary>Only this client's; null for all clients'.</summary>
    public string? ClientId { get; init; }

    /// <summary>Only the subscription with exactly this filter (with <c>$share/name/</c> where shared); null for any.</summary>
    public string? FullTopicFilter { get; init; }

    /// <summary>Only subscriptions whose filter matches this topic name; null for any.</summary>
    public string? MatchesTopicName { get; init; }

    /// <summary>Include filters that begin with <c>$</c>, shared ones aside.</summary>
    public bool System { get; init; } = true;

    /// <summary>Include shared subscriptions.</summary>
    public bool Shared { get; init; } = true;

    /// <summary>Include all others.</summary>
    public bool NonShared { get; init; } = true;
}
