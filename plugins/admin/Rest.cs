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
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin;

/// <summary>The REST API's routes, area by area.</summary>
internal static class Rest
{
    internal static void Map(IEndpointRouteBuilder routes, Administration admin)
    {
        var (audit, streams, time) = (admin.Audit, admin.Streams, admin.Context.TimeProvider);
        var api = routes.MapGroup("");
        ((IEndpointConventionBuilder)api).Add(EndpointGuard.Wrap);
        ClientRoutes.Map(api, admin.Clients, new ClientKick(admin.Clients), admin.Queue, audit);
        SubscriptionRoutes.Map(api, admin.Subscriptions, admin.SharedGroups, audit);
        PublishRoutes.Map(api, admin.Publisher, audit);
        RetainedRoutes.Map(api, admin.Retained, audit);
        StatsRoutes.Map(api, admin.Stats, admin.Top);
        OverviewRoutes.Map(api, admin.Now, admin.History, streams, admin.Context);
        PluginRoutes.Map(api, admin.Plugins, audit);
        EventRoutes.Map(api, admin.Timeline, streams, time);
        TraceRoutes.Map(api, admin.Traces, streams, audit, time);
        AuditRoutes.Map(api, audit);
        OperationRoutes.Map(api, admin.Context);
    }
}
