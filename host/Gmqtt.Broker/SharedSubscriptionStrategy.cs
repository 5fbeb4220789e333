namespace Gmqtt.Broker;

/// <summary>How a shared group picks the member that gets a message. Members that are connected are preferred to those that are not.</summary>
public enum SharedSubscriptionStrategy
{
    /// <summary>Each in turn.</summary>
    RoundRobin,

    /// <summary>Any.</summary>
    Random,

    /// <summary>The same as long as it is there.</summary>
    Sticky,

    /// <summary>By the publisher's Client Identifier.</summary>
    HashClient,

    /// <summary>By the topic.</summary>
    HashTopic,

    /// <summary>The one with the fewest messages in flight and queued.</summary>
    LeastInflight,
}
