using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Admin.Rpc;

/// <summary>The gRPC services.</summary>
internal static class RpcRoutes
{
    private const int LargestMessage = 1024 * 1024; // as large as a body over REST

    /// <summary>The roles of methods that change nothing.</summary>
    internal const string Everybody = "viewer,admin";

    /// <summary>The paths the services are called by.</summary>
    internal static readonly string[] Prefixes =
    [
        "/gmqtt.admin.api.ClientService", "/gmqtt.admin.api.SubscriptionService", "/gmqtt.admin.api.PublishService",
    ];

    internal static void Configure(IServiceCollection services) => services.AddGrpc(options =>
    {
        options.MaxReceiveMessageSize = LargestMessage;
        options.IgnoreUnknownServices = true; // their catch-all route would take the 405 and 415 of the REST routes away
        options.Interceptors.Add<RefusalInterceptor>();
    });

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<ClientRpc>();
        routes.MapGrpcService<SubscriptionRpc>();
        routes.MapGrpcService<PublishRpc>();
    }
}
