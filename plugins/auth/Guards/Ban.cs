using System.Text.Json.Serialization;

namespace Gmqtt.Auth.Guards;

/// <summary>Somebody who is not let in.</summary>
internal sealed record Ban
{
    public required string Id { get; init; }

    /// <summary>client, user or address.</summary>
    public required string Kind { get; init; }

    /// <summary>A Client Identifier, a user name, an address or a network such as 10.0.0.0/8.</summary>
    public required string Value { get; init; }

    /// <summary>When it ends (UTC); null for never.</summary>
    public DateTimeOffset? Until { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The file of the bans.</summary>
[JsonSerializable(typeof(List<Ban>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
internal sealed partial class BanJson : JsonSerializerContext;
