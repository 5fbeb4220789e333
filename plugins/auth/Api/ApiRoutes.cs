using Gmqtt.Auth.Api.Rpc;
using Gmqtt.Plugins;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Auth.Api;

/// <summary>Puts the API, REST and gRPC, on the broker's listeners. Who may call it is asked by the broker.</summary>
internal static class ApiRoutes
{
    private const int LargestMessage = 512 * 1024; // as large as a body over REST

    internal static void Register(IPluginApi api, AuthAdmin admin)
    {
        api.ConfigureServices(services =>
        {
            services.AddSingleton(admin);
            RestRoutes.Configure(services);
            services.AddGrpc(options =>
            {
                options.MaxReceiveMessageSize = LargestMessage;
                options.IgnoreUnknownServices = true; // their catch-all route would take the 405 and 415 of the REST routes away
                options.Interceptors.Add<RefusalInterceptor>();
            });
        });
        api.Map([.. RestRoutes.Prefixes, AccountRpc.Prefix], routes =>
        {
            RestRoutes.Map(routes, admin);
            routes.MapGrpcService<AccountRpc>();
        });
    }
}
