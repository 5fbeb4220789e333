using Gmqtt.Admin.Dashboard;
using Gmqtt.Plugins;

namespace Gmqtt.Admin;

/// <summary>Looks after the broker from outside.</summary>
[Plugin(Description = "REST, gRPC and a dashboard to look after the broker.", Order = 0)]
public sealed class Plugin : IPlugin
{
    /// <inheritdoc/>
    public string Name => "admin";

    /// <inheritdoc/>
    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        var options = context.Configuration.Bind<AdminOptions>();
        var files = new StaticFiles(options.DashboardDir);
        context.Api.Map(["/"], routes => DashboardRoutes.Map(routes, files));
        return default;
    }
}
