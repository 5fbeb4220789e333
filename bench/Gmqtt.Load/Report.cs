using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gmqtt.Load;

/// <summary>What a run found. Printed as one line of JSON.</summary>
internal sealed record Report
{
    public string Scenario { get; init; } = "";

    public double Seconds { get; init; }

    public double InPerSecond { get; init; }

    public double OutPerSecond { get; init; }

    /// <summary>Sent and acknowledged, and never delivered.</summary>
    public long Lost { get; init; }

    /// <summary>Delivered twice, or behind a later one.</summary>
    public long OutOfTurn { get; init; }

    /// <summary>From the sending to the delivery, in microseconds.</summary>
    public Percentiles? Latency { get; init; }

    /// <summary>Microseconds of the broker's processor time per message, those in and those out counted.</summary>
    [JsonPropertyName("cpu_us_per_message")]
    public double? ProcessorPerMessage { get; init; }

    public double? ConnectionsPerSecond { get; init; }

    /// <summary>Resident memory that the broker took for each connection.</summary>
    [JsonPropertyName("kib_per_connection")]
    public double? KiBPerConnection { get; init; }

    [JsonPropertyName("resident_kib")]
    public long? ResidentKiB { get; init; }

    public string? Fault { get; init; }

    [JsonIgnore]
    public bool IsClean => Lost == 0 && OutOfTurn == 0 && Fault is null;

    public override string ToString() => JsonSerializer.Serialize(this, ReportJson.Default.Report);
}

/// <summary>Microseconds.</summary>
internal sealed record Percentiles(double Median, double P99, double P999, double Max);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
