using System.Text.Json.Serialization;
using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Clients;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Operations;
using Gmqtt.Admin.Overview;
using Gmqtt.Admin.Plugins;
using Gmqtt.Admin.Publishing;
using Gmqtt.Admin.Retained;
using Gmqtt.Admin.Statistics;
using Gmqtt.Admin.Subscriptions;
using Gmqtt.Admin.Timeline;
using Gmqtt.Admin.Traces;

namespace Gmqtt.Admin.Json;

/// <summary>JSON made at build time: nothing of the plugin stays behind in the framework's caches.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(BackupAnswer))]
[JsonSerializable(typeof(BackupRequest))]
[JsonSerializable(typeof(ClientAnswer))]
[JsonSerializable(typeof(ClientEvent))]
[JsonSerializable(typeof(ClientList))]
[JsonSerializable(typeof(ClientStatsAnswer))]
[JsonSerializable(typeof(ConfigurationList))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(DeleteRetainedAnswer))]
[JsonSerializable(typeof(DeleteRetainedRequest))]
[JsonSerializable(typeof(DisconnectAnswer))]
[JsonSerializable(typeof(DisconnectRequest))]
[JsonSerializable(typeof(Empty))]
[JsonSerializable(typeof(EventList))]
[JsonSerializable(typeof(FoundSubscriptions))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(HookList))]
[JsonSerializable(typeof(ListenerList))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(OverviewPoint))]
[JsonSerializable(typeof(OverviewSeries))]
[JsonSerializable(typeof(PluginAnswer))]
[JsonSerializable(typeof(PluginChange))]
[JsonSerializable(typeof(PluginList))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(RetainedAnswer))]
[JsonSerializable(typeof(RetainedList))]
[JsonSerializable(typeof(SharedGroupList))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(SubscribeAnswer))]
[JsonSerializable(typeof(SubscribeRequest))]
[JsonSerializable(typeof(SubscriptionList))]
[JsonSerializable(typeof(TopAnswer))]
[JsonSerializable(typeof(TraceAnswer))]
[JsonSerializable(typeof(TraceList))]
[JsonSerializable(typeof(TraceRecord))]
[JsonSerializable(typeof(TraceRequest))]
[JsonSerializable(typeof(UnsubscribeRequest))]
[JsonSerializable(typeof(WaitingMessageList))]
[JsonSerializable(typeof(WhoAmI))]
internal sealed partial class AdminJson : JsonSerializerContext;
