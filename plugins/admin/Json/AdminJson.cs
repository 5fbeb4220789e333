using System.Text.Json.Serialization;
using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Clients;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Publishing;
using Gmqtt.Admin.Statistics;
using Gmqtt.Admin.Subscriptions;

namespace Gmqtt.Admin.Json;

/// <summary>JSON made at build time: nothing of the plugin stays behind in the framework's caches.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(ClientAnswer))]
[JsonSerializable(typeof(ClientList))]
[JsonSerializable(typeof(ClientStatsAnswer))]
[JsonSerializable(typeof(DisconnectAnswer))]
[JsonSerializable(typeof(DisconnectRequest))]
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(FoundSubscriptions))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(SharedGroupList))]
[JsonSerializable(typeof(SubscribeAnswer))]
[JsonSerializable(typeof(SubscribeRequest))]
[JsonSerializable(typeof(SubscriptionList))]
[JsonSerializable(typeof(UnsubscribeRequest))]
internal sealed partial class AdminJson : JsonSerializerContext;
