extern alias admin;

using Gmqtt.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Admin.Tests.OpenApi;

/// <summary>The admin plugin's routes in this process, with what describes them.</summary>
internal sealed class DescribedPlugin : IPlugin
{
    public string Name => "admin";

    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        var administration = new admin::Gmqtt.Admin.Administration(context, new admin::Gmqtt.Admin.AdminOptions());
        context.Api.ConfigureServices(services =>
        {
            admin::Gmqtt.Admin.Http.ApiServices.Configure(services);
            services.AddOpenApi(Description.Configure);
        });
        context.Api.Map(["/"], routes =>
        {
            admin::Gmqtt.Admin.Rest.Map(routes, administration);
            routes.MapOpenApi("/description.json").AllowAnonymous();
        });
        return default;
    }
}
