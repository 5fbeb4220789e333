using System.Reflection;
using Gmqtt.Admin.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Gmqtt.Admin.Docs;

/// <summary>The API's description and a page that shows it; for everybody, because both are in the source code too.</summary>
internal static class DocsRoutes
{
    private const string ScriptName = "scalar.js";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var files = Embedded.Read(Assembly.GetExecutingAssembly(), "docs/");
        // Its script is all that is used of the package: its own page would be an inline script.
        files[ScriptName] = Embedded.Read(typeof(ScalarOptions).Assembly, "ScalarStaticAssets.")[ScriptName];
        routes.MapMethods("/openapi.json", Methods, context => FileAnswer.SendAsync(context, files["openapi.json"])).AllowAnonymous();
        routes.MapMethods("/docs/{file?}", Methods, context =>
        {
            if (context.Request.Path.Value is "/docs")
            {
                context.Response.Redirect("/docs/");
                return Task.CompletedTask;
            }

            PageHeaders.ApiPage(context);
            return FileAnswer.SendAsync(context, files.GetValueOrDefault(context.Request.RouteValues["file"] as string ?? "index.html"));
        }).AllowAnonymous();
    }
}
