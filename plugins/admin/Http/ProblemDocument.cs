using System.Text.Json.Serialization;

namespace Gmqtt.Admin.Http;

/// <summary>An error in the words of RFC 9457, with gmqtt's two members.</summary>
internal sealed record ProblemDocument
{
    public string Type { get; } = "about:blank";

    /// <summary>The status in words.</summary>
    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What is wrong and what to send instead.</summary>
    public required string Detail { get; init; }

    /// <summary>The query parameter or the path in the body that is wrong.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>The gRPC code, as gmqtt's API has it.</summary>
    public required int Code { get; init; }

    /// <summary>The detail under the name that gmqtt's API has for it.</summary>
    public string Message => Detail;
}
