using Gmqtt.Admin.Http;

namespace Gmqtt.Admin.Subscriptions;

/// <summary>One subscription of one client; gmqtt's fields.</summary>
internal sealed record Subscription
{
    /// <summary>The filter, with <c>$share/name/</c> where shared.</summary>
    public required string TopicName { get; set; }

    /// <summary>Subscription Identifier; 0 for none.</summary>
    public uint Id { get; set; }

    public uint Qos { get; set; }

    public bool NoLocal { get; set; }

    public bool RetainAsPublished { get; set; }

    public uint RetainHandling { get; set; }

    /// <summary>Whose; not looked at where the request says it.</summary>
    public string ClientId { get; set; } = "";
}

/// <summary>Subscriptions of one page.</summary>
/// <param name="Subscriptions">In the order of their clients, then of their filters.</param>
/// <param name="TotalCount">All there are.</param>
/// <param name="Next">For <c>after</c>; null behind the last.</param>
internal sealed record SubscriptionList(IReadOnlyList<Subscription> Subscriptions, uint TotalCount, string? Next);

/// <summary>Subscriptions that a filter found.</summary>
internal sealed record FoundSubscriptions(IReadOnlyList<Subscription> Subscriptions);

/// <summary>The body of <c>POST /v1/subscribe</c>.</summary>
internal sealed class SubscribeRequest
{
    public required string ClientId { get; set; }

    /// <summary>All of them are added, or none.</summary>
    public required IReadOnlyList<Subscription> Subscriptions { get; set => field = ItemList.WithoutNull(value, "subscriptions"); }
}

/// <summary>For each subscription whether it did not exist before.</summary>
internal sealed record SubscribeAnswer(IReadOnlyList<bool> New);

/// <summary>The body of <c>POST /v1/unsubscribe</c>.</summary>
internal sealed class UnsubscribeRequest
{
    public required string ClientId { get; set; }

    /// <summary>Filters, with <c>$share/name/</c> where shared.</summary>
    public required IReadOnlyList<string> Topics { get; set => field = ItemList.WithoutNull(value, "topics"); }
}
