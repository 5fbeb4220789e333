using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Stores.Records;

/// <summary>An application message: views over bytes that somebody else keeps.</summary>
public readonly ref struct MessageRecord
{
    /// <summary>The Topic Name in UTF-8.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>The application's bytes.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The properties that are passed on unaltered, as they stood in the PUBLISH.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    /// <summary>As published.</summary>
    public QoS QoS { get; init; }

    /// <summary>As published.</summary>
    public bool Retain { get; init; }

    /// <summary>Message Expiry Interval in seconds as published, or null.</summary>
    public uint? ExpiryInterval { get; init; }

    /// <summary>When it arrived, in Unix milliseconds.</summary>
    public long ArrivedAt { get; init; }

    /// <summary>Who published it; empty for the broker itself.</summary>
    public string PublisherId { get; init; }
}
