using System.Text.Json.Serialization;
using Gmqtt.Admin.Http;

namespace Gmqtt.Admin.Publishing;

/// <summary>The body of <c>POST /v1/publish</c>; gmqtt's fields, and those for bytes and for text where gmqtt has the other only.</summary>
internal sealed class PublishRequest
{
    public required string TopicName { get; set; }

    /// <summary>The payload as text.</summary>
    public string? Payload { get; set; }

    /// <summary>The payload as any bytes, in place of payload.</summary>
    public byte[]? PayloadBase64 { get; set; }

    public uint Qos { get; set; }

    /// <summary>Whether it is kept for later subscribers; an empty payload removes what is kept.</summary>
    public bool Retained { get; set; }

    public string? ContentType { get; set; }

    /// <summary>Correlation Data as text.</summary>
    public string? CorrelationData { get; set; }

    /// <summary>Correlation Data as any bytes, in place of correlation_data.</summary>
    public byte[]? CorrelationDataBase64 { get; set; }

    /// <summary>In seconds; 0 for no limit but the broker's own.</summary>
    public uint MessageExpiry { get; set; }

    /// <summary>1: the payload is text.</summary>
    public uint PayloadFormat { get; set; }

    public string? ResponseTopic { get; set; }

    /// <summary>User Properties as gmqtt writes them: in base64.</summary>
    public IReadOnlyList<KeyAndValue> UserProperties { get; set => field = ItemList.WithoutNull(value, "user_properties"); } = [];

    /// <summary>User Properties as text; they follow the others.</summary>
    public IReadOnlyList<NameValue> UserPropertiesText { get; set => field = ItemList.WithoutNull(value, "user_properties_text"); } = [];
}

/// <summary>A User Property as gmqtt writes it.</summary>
internal sealed class KeyAndValue
{
    [JsonPropertyName("K")]
    public required byte[] K { get; set; }

    [JsonPropertyName("V")]
    public required byte[] V { get; set; }
}

/// <summary>What became of a message; gmqtt answers <c>{}</c>.</summary>
/// <param name="Matched">Sessions it was handed to or queued for.</param>
/// <param name="Stored">Whether it is retained now, or the retained one removed.</param>
internal sealed record PublishAnswer(int Matched, bool Stored);
