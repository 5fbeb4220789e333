using Gmqtt.Admin.Dashboard;
using Gmqtt.Admin.Docs;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Rpc;
using Gmqtt.Hooks;
using Gmqtt.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Admin;

/// <summary>Looks after the broker from outside.</summary>
[Plugin(Description = "REST, gRPC and a dashboard to look after the broker.", Order = 0)]
public sealed class Plugin : IPlugin
{
    private Watch? _watch;

    /// <inheritdoc/>
    public string Name => "admin";

    /// <inheritdoc/>
    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        var options = context.Configuration.Bind<AdminOptions>();
        var files = new StaticFiles(options.DashboardDir);
        var admin = new Administration(context, options);
        _watch = new Watch(admin);
        context.Api.ConfigureServices(services =>
        {
            ApiServices.Configure(services);
            RpcRoutes.Configure(services);
            services.AddSingleton(admin);
        });
        context.Api.Map(["/", .. RpcRoutes.Prefixes], routes =>
        {
            DashboardRoutes.Map(routes, files);
            DocsRoutes.Map(routes);
            Rest.Map(routes, admin);
            RpcRoutes.Map(routes);
        });
        return default;
    }

    /// <inheritdoc/>
    public HookWrapper HookWrapper() => _watch?.Hooks() ?? new HookWrapper();
}
