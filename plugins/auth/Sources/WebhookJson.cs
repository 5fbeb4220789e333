using System.Text.Json.Serialization;

namespace Gmqtt.Auth.Sources;

/// <summary>What the web service is asked.</summary>
internal sealed record WebhookQuestion(string ClientId, string? Username, string Password, string? Address, int ProtocolVersion, string? Certificate);

/// <summary>What it answers: <c>allow</c>, <c>deny</c>, or <c>ignore</c> for the next source to be asked.</summary>
internal sealed record WebhookAnswer(string? Result, string? Username, IReadOnlyList<string>? Roles, long? ExpiresIn);

/// <summary>Both as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookQuestion))]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookJson : JsonSerializerContext;
