using Gmqtt.Mqtt;

namespace Gmqtt.Messages;

/// <summary>
/// An application message: what a PUBLISH carries, without what belongs to one connection only (DUP, Packet Identifier, Topic Alias).
/// Immutable; change it with a <c>with</c> expression. The payload is the message's own copy: it may be kept as long as you like.
/// </summary>
public sealed record Message
{
    /// <summary>Where it is published: no wildcards, 1 to 65,535 UTF-8 bytes.</summary>
    public required string TopicName { get; init; }

    /// <summary>The application's bytes. Do not write into the array behind it.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The QoS it was published with; each subscriber gets the lower of this and what its subscription was granted.</summary>
    public QoS QoS { get; init; }

    /// <summary>RETAIN: the broker keeps it for later subscribers; an empty payload removes what is kept.</summary>
    public bool Retain { get; init; }

    /// <summary>Whether the payload is text; null when the publisher did not say.</summary>
    public PayloadFormat? PayloadFormat { get; init; }

    /// <summary>Life from now on; null means no limit but the broker's own. Whole seconds travel on the wire.</summary>
    public TimeSpan? MessageExpiry { get; init; }

    /// <summary>MIME type or any other description of the payload.</summary>
    public string? ContentType { get; init; }

    /// <summary>Topic for the answer in request/response.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>Bytes by which a requester recognises the answer; null when absent, which differs from empty.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    /// <summary>User Properties in order.</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];
}
