using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Clients;
using Gmqtt.Admin.Publishing;
using Gmqtt.Admin.Subscriptions;
using Gmqtt.Plugins;

namespace Gmqtt.Admin;

/// <summary>Every service of the plugin, made once: REST and gRPC are two doors to the same.</summary>
internal sealed class Administration
{
    internal Administration(IPluginContext context, AdminOptions options)
    {
        var server = context.Server;
        Audit = new AuditLog(new AuditFile(context.DataDirectory, options.AuditFileSize), context.TimeProvider, context.Logger);
        Clients = new ClientAdmin(server);
        Subscriptions = new SubscriptionAdmin(server);
        SharedGroups = new SharedGroups(server);
        Publisher = new PublishAdmin(server);
    }

    internal AuditLog Audit { get; }

    internal ClientAdmin Clients { get; }

    internal SubscriptionAdmin Subscriptions { get; }

    internal SharedGroups SharedGroups { get; }

    internal PublishAdmin Publisher { get; }
}
