using Gmqtt.Admin.Audit;
using Gmqtt.Admin.Clients;
using Gmqtt.Admin.Http;
using Gmqtt.Admin.Publishing;
using Gmqtt.Admin.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin;

/// <summary>The REST API's routes, area by area.</summary>
internal static class Rest
{
    internal static void Map(IEndpointRouteBuilder routes, Administration admin)
    {
        var api = routes.MapGroup("");
        ((IEndpointConventionBuilder)api).Add(EndpointGuard.Wrap);
        ClientRoutes.Map(api, admin.Clients, new ClientKick(admin.Clients), admin.Audit);
        SubscriptionRoutes.Map(api, admin.Subscriptions, admin.SharedGroups, admin.Audit);
        PublishRoutes.Map(api, admin.Publisher, admin.Audit);
        AuditRoutes.Map(api, admin.Audit);
    }
}
