using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.Admin.Rpc;

/// <summary>The gRPC services.</summary>
internal static class RpcRoutes
{
    private const int LargestMessage = 1024 * 1024; // as large as a body over REST

    /// <summary>The paths the services are called by.</summary>
    internal static readonly string[] Prefixes =
    [
        "/gmqtt.admin.api.ClientService", "/gmqtt.admin.api.SubscriptionService", "/gmqtt.admin.api.PublishService",
    ];

    internal static void Configure(IServiceCollection services) => services.AddGrpc(options =>
    {
        options.MaxReceiveMessageSize = LargestMessage;
        options.Interceptors.Add<RefusalInterceptor>();
    });

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGrpcService<ClientRpc>();
        routes.MapGrpcService<SubscriptionRpc>();
        routes.MapGrpcService<PublishRpc>();
    }
}
