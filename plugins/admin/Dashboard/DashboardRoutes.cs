using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gmqtt.Admin.Dashboard;

/// <summary>The dashboard's files: for everybody, because they say nothing about the broker; what they show is asked for with a token.</summary>
internal static class DashboardRoutes
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    internal static void Map(IEndpointRouteBuilder routes, StaticFiles files)
    {
        routes.MapMethods("/", Methods, Redirect).AllowAnonymous();
        routes.MapMethods("/dashboard/{**path}", Methods, context =>
        {
            // Relative links of the page need the slash; routing matches with and without it.
            if (context.Request.Path.Value is "/dashboard") return Redirect(context);
            PageHeaders.Dashboard(context);
            return FileAnswer.SendAsync(context, files.Find(context.Request.RouteValues["path"] as string ?? ""));
        }).AllowAnonymous();
    }

    private static Task Redirect(HttpContext context)
    {
        context.Response.Redirect("/dashboard/");
        return Task.CompletedTask;
    }
}
