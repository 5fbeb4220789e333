using System.Text.Json.Serialization;

namespace Gmqtt.Auth.Api;

/// <summary>JSON made at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(AccountChange))]
[JsonSerializable(typeof(AccountList))]
[JsonSerializable(typeof(BanAnswer))]
[JsonSerializable(typeof(BanChange))]
[JsonSerializable(typeof(BanList))]
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(GroupAnswer))]
[JsonSerializable(typeof(GroupChange))]
[JsonSerializable(typeof(GroupList))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(RoleAnswer))]
[JsonSerializable(typeof(RoleChange))]
[JsonSerializable(typeof(RoleList))]
[JsonSerializable(typeof(RuleAnswer))]
[JsonSerializable(typeof(RuleChange))]
[JsonSerializable(typeof(RuleList))]
internal sealed partial class AuthJson : JsonSerializerContext;
