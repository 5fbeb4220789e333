using Gmqtt.Mqtt;
using Gmqtt.Protocol.Properties;

namespace Gmqtt.Protocol.Packets;

/// <summary>The Will as CONNECT carries it (MQTT 5.0, 3.1.3.2 to 3.1.3.4).</summary>
public sealed record ConnectWill
{
    /// <summary>Will Topic: a checked Topic Name.</summary>
    public required string Topic { get; init; }

    /// <summary>Will Payload; may be empty.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Will QoS.</summary>
    public QoS QoS { get; init; }

    /// <summary>Will Retain.</summary>
    public bool Retain { get; init; }

    /// <summary>Will Delay Interval in seconds; null counts as 0.</summary>
    public uint? DelayInterval { get; init; }

    /// <summary>Message Expiry Interval in seconds; null means never.</summary>
    public uint? MessageExpiryInterval { get; init; }

    /// <summary>Payload Format Indicator.</summary>
    public PayloadFormat? PayloadFormat { get; init; }

    /// <summary>Content Type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Response Topic.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>Correlation Data.</summary>
    public ReadOnlyMemory<byte>? CorrelationData { get; init; }

    /// <summary>User Properties of the message, in order [MQTT-3.1.3-10].</summary>
    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>The properties that are forwarded with the message.</summary>
    public MessageProperties MessageProperties => new(PayloadFormat, ContentType, ResponseTopic, CorrelationData, UserProperties);
}
