namespace Gmqtt.Broker;

/// <summary>What a client with several matching subscriptions gets.</summary>
public enum DeliveryMode
{
    /// <summary>One copy with the highest QoS and all Subscription Identifiers.</summary>
    OnlyOnce,

    /// <summary>One copy per subscription, each with its own QoS and Subscription Identifier.</summary>
    Overlap,
}
