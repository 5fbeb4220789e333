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
using Microsoft.AspNetCore.Http;
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
        ClientRoutes.Map(Area("Clients"), admin.Clients, new ClientKick(admin.Clients), admin.Queue, audit);
        SubscriptionRoutes.Map(Area("Subscriptions"), admin.Subscriptions, admin.SharedGroups, audit);
        PublishRoutes.Map(Area("Publish"), admin.Publisher, audit);
        RetainedRoutes.Map(Area("Retained messages"), admin.Retained, audit);
        OverviewRoutes.Map(Area("Statistics"), admin.Now, admin.History, streams, admin.Context);
        StatsRoutes.Map(Area("Statistics"), admin.Stats, admin.Top);
        EventRoutes.Map(Area("Events"), admin.Timeline, streams, time);
        TraceRoutes.Map(Area("Traces"), admin.Traces, streams, audit, time);
        PluginRoutes.Map(Area("Plugins"), admin.Plugins, audit);
        AuditRoutes.Map(Area("Operation"), audit);
        BackupRoutes.Map(Area("Operation"), admin.Backups, audit);
        OperationRoutes.Map(Area("Operation"), admin.Context);

        RouteGroupBuilder Area(string name) => api.MapGroup("").WithTags(name);
    }
}
