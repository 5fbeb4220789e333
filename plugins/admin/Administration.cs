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
using Gmqtt.Plugins;

namespace Gmqtt.Admin;

/// <summary>Every service of the plugin, made once: REST and gRPC are two doors to the same.</summary>
internal sealed class Administration
{
    internal Administration(IPluginContext context, AdminOptions options)
    {
        var (server, time) = (context.Server, context.TimeProvider);
        Context = context;
        Audit = new AuditLog(new AuditFile(context.DataDirectory, options.AuditFileSize), time, context.Logger);
        Clients = new ClientAdmin(server);
        Queue = new ClientQueue(server, time);
        Subscriptions = new SubscriptionAdmin(server);
        SharedGroups = new SharedGroups(server);
        Publisher = new PublishAdmin(server);
        Retained = new RetainedAdmin(server);
        Stats = new StatsAdmin(server, time);
        Top = new TopClients(server, time);
        History = new OverviewHistory(server, time);
        Now = new OverviewNow(server, time);
        Plugins = new PluginAdmin(context);
        Timeline = new ClientTimeline(options, time);
        Backups = new Backups(context, options.BackupDir);
        Traces = new TraceSet(time) { RefreshHooks = () => context.RefreshHooksAsync().AsTask() };
    }

    internal IPluginContext Context { get; }

    internal AuditLog Audit { get; }

    internal ClientAdmin Clients { get; }

    internal ClientQueue Queue { get; }

    internal SubscriptionAdmin Subscriptions { get; }

    internal SharedGroups SharedGroups { get; }

    internal PublishAdmin Publisher { get; }

    internal RetainedAdmin Retained { get; }

    internal StatsAdmin Stats { get; }

    internal TopClients Top { get; }

    internal OverviewHistory History { get; }

    internal OverviewNow Now { get; }

    internal PluginAdmin Plugins { get; }

    internal ClientTimeline Timeline { get; }

    internal Backups Backups { get; }

    internal TraceSet Traces { get; }

    internal EventStreams Streams { get; } = new();
}
