using Gmqtt.Mqtt;

namespace Gmqtt.Messages;

/// <summary>One subscription of one client. Immutable; change it with a <c>with</c> expression.</summary>
public sealed record Subscription
{
    /// <summary>The filter without the <c>$share/name/</c> prefix.</summary>
    public required string TopicFilter { get; init; }

    /// <summary>The shared group, or null for an ordinary subscription.</summary>
    public string? ShareName { get; init; }

    /// <summary>Highest QoS at which messages are sent to the client.</summary>
    public QoS QoS { get; init; }

    /// <summary>Subscription Identifier, or 0 for none.</summary>
    public int SubscriptionId { get; init; }

    /// <summary>Do not send what this client itself published.</summary>
    public bool NoLocal { get; init; }

    /// <summary>Forward the RETAIN flag as it was published.</summary>
    public bool RetainAsPublished { get; init; }

    /// <summary>When retained messages are sent.</summary>
    public RetainHandling RetainHandling { get; init; }

    /// <summary>The filter as it stood in the SUBSCRIBE, with <c>$share/name/</c> if it is shared. Names the subscription within its client.</summary>
    public string FullTopicFilter => ShareName is null ? TopicFilter : $"$share/{ShareName}/{TopicFilter}";
}
