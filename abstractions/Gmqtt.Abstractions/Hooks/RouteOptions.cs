namespace Gmqtt.Hooks;

/// <summary>Which subscriptions a message may reach; gmqtt's IterationOptions. The default is all of them.</summary>
public sealed record RouteOptions
{
    /// <summary>All subscriptions.</summary>
    public static RouteOptions All { get; } = new();

    /// <summary>Whether ordinary subscriptions are served.</summary>
    public bool NonShared { get; init; } = true;

    /// <summary>Whether shared groups are served.</summary>
    public bool Shared { get; init; } = true;

    /// <summary>Serve only this client's subscriptions; null for everybody's.</summary>
    public string? ClientId { get; init; }

    /// <summary>Match as if the message had this topic; null for its own. The message keeps its topic.</summary>
    public string? MatchTopicName { get; init; }
}
