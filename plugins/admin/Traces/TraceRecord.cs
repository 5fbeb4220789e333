using Gmqtt.Admin.Messages;

namespace Gmqtt.Admin.Traces;

/// <summary>One thing that a trace saw.</summary>
internal sealed record TraceRecord
{
    public required long Seq { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>publish_in</c>, <c>deliver</c>, <c>drop</c>, or the type of an event.</summary>
    public required string Type { get; init; }

    public required string ClientId { get; init; }

    public string? TopicName { get; init; }

    public int? Qos { get; init; }

    public bool? Retained { get; init; }

    public Payload? Payload { get; init; }

    public int Code { get; init; }

    public string Reason { get; init; } = "";

    public string Detail { get; init; } = "";
}

/// <summary>The first line of a download.</summary>
internal sealed record TraceAnswer(TraceRow Trace);

/// <summary>All traces.</summary>
internal sealed record TraceList(IReadOnlyList<TraceRow> Traces);

/// <summary>A trace and how far it is.</summary>
internal sealed record TraceRow
{
    public required string Id { get; init; }

    public string? ClientId { get; init; }

    public string? TopicFilter { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    /// <summary>running or stopped.</summary>
    public required string State { get; init; }

    public int PayloadBytes { get; init; }

    /// <summary>Records it made.</summary>
    public long Records { get; init; }

    /// <summary>Records that are still held.</summary>
    public int Held { get; init; }

    /// <summary>Records that gave way to later ones.</summary>
    public long Dropped { get; init; }

    public required string CreatedBy { get; init; }
}

/// <summary>The body of <c>POST /v1/traces</c>: a client, a filter, or both.</summary>
internal sealed class TraceRequest
{
    public string? ClientId { get; set; }

    public string? TopicFilter { get; set; }

    /// <summary>1 to 3600.</summary>
    public int DurationSeconds { get; set; } = 600;

    /// <summary>Bytes of each payload that are kept, 0 to 4096.</summary>
    public int PayloadBytes { get; set; } = 256;
}
