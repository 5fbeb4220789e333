using System.Diagnostics;
using Gmqtt.PluginHost.Api.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api;

/// <summary>
/// Makes a plugin's container and pipeline. Everything that can be wrong with its routes is wrong here, before anything is exchanged: the
/// endpoints are made and the matcher is built, which ASP.NET would leave to the first request.
/// </summary>
internal static class BranchBuilder
{
    // Listens to nothing; one for all, because each stays in a static list until it is disposed.
    private static readonly DiagnosticListener Diagnostics = new("Gmqtt.PluginHost.Api");

    public static ServiceProvider BuildServices(ApiBranchSettings settings, ApiRegistrations registrations, BranchLifetime lifetime)
    {
        var environment = new BranchEnvironment(settings.Plugin, settings.ContentRoot);
        var services = new ServiceCollection();
        services.AddLogging();
        services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(new BranchLoggerFactory(settings.Logger)));
        services.AddSingleton(settings.TimeProvider);
        services.AddSingleton<IHostApplicationLifetime>(lifetime);
        services.AddSingleton<IHostEnvironment>(environment);
        services.AddSingleton<IWebHostEnvironment>(environment);
        services.AddSingleton(Diagnostics);
        services.AddSingleton<DiagnosticSource>(Diagnostics);
        services.AddRouting();
        // Roles are looked at whether or not the plugin adds authorization of its own.
        services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true);
        foreach (var configure in registrations.Services)
        {
            configure(services);
        }

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static RequestDelegate BuildPipeline(ServiceProvider services, ApiRegistrations registrations)
    {
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        app.Use(StopAtProbe);
        app.Use(RouteAccess.CheckAsync);
        UseSecurity(app, services);
        app.UseEndpoints(routes =>
        {
            foreach (var map in registrations.Maps)
            {
                map(routes);
            }
        });
        app.Run(context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return app.Build();
    }

    /// <summary>Has the matcher built by a request that reaches no endpoint.</summary>
    public static Task ProbeAsync(RequestDelegate pipeline, IServiceProvider services)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/";
        context.Features.Set(Probe.Instance);
        return pipeline(context);
    }

    public static bool HasAuthorization(IServiceProvider services)
        => services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IAuthorizationHandlerProvider));

    private static Task StopAtProbe(HttpContext context, RequestDelegate next)
        => context.Features.Get<Probe>() is null ? next(context) : Task.CompletedTask;

    /// <summary>As WebApplication does: who registers authentication or authorization has it used.</summary>
    private static void UseSecurity(ApplicationBuilder app, ServiceProvider services)
    {
        if (services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IAuthenticationSchemeProvider)))
        {
            app.UseAuthentication();
        }

        if (HasAuthorization(services))
        {
            app.UseAuthorization();
        }
    }

    private sealed class Probe
    {
        public static readonly Probe Instance = new();
    }
}
