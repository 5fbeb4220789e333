using Gmqtt.Admin.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Audit;

/// <summary>The audit log over REST.</summary>
internal static class AuditRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, AuditLog audit)
        => routes.MapGet("/v1/audit", ([AsParameters] PageQuery page, string? who, string? action) => audit.List(page.Check(), who, action))
            .WithSummary("What was changed over the API, the latest first");
}
