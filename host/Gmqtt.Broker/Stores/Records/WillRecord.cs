namespace Gmqtt.Broker.Stores.Records;

/// <summary>A will that is not published yet: views over bytes that somebody else keeps.</summary>
public readonly ref struct WillRecord
{
    /// <summary>When it is published, in Unix milliseconds; 0 while the connection lasts that it belongs to, or when the broker did not live to see its end.</summary>
    public long DueAt { get; init; }

    /// <summary>Will Delay Interval in seconds.</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>What is published.</summary>
    public MessageRecord Message { get; init; }
}
