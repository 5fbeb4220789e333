namespace Gmqtt.Chaos.Clients;

/// <summary>A message of a publisher that is not completed.</summary>
internal sealed class Outstanding
{
    internal required int Sequence { get; init; }

    internal required string Topic { get; init; }

    internal required byte[] Payload { get; init; }

    internal required int QoS { get; init; }

    internal required long SentAt { get; init; }

    /// <summary>PUBREC has come: what is resent is PUBREL.</summary>
    internal bool IsReleased { get; set; }

    /// <summary>It was sent twice: a refusal of the second does not say what became of the first.</summary>
    internal bool IsResent { get; set; }

    internal Outstanding Copy() => (Outstanding)MemberwiseClone();
}
