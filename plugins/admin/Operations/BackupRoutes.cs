using Gmqtt.Admin.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Operations;

/// <summary>Backups over REST.</summary>
internal static class BackupRoutes
{
    internal static void Map(IEndpointRouteBuilder routes, Backups backups, AuditLog audit)
        => routes.MapPost("/v1/backup", ([FromBody] BackupRequest request, HttpContext context, CancellationToken aborted) =>
        {
            var name = backups.NameOf(request);
            return audit.RecordAsync(context, "backup", name, null, () => backups.MakeAsync(name, aborted));
        }).WithSummary("Copy what the running broker has stored, for gmqttd store restore");
}
