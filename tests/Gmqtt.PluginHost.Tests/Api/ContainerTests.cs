using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>What a plugin finds in its container.</summary>
public sealed class ContainerTests
{
    [Fact]
    public async Task The_log_of_a_route_is_the_plugins()
    {
        await using var api = new ApiUnderTest();
        await using var branch = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", (ILogger<ContainerTests> log) => Log(log)));
        await api.ApplyAsync(branch);
        await api.GetAsync("/a");
        Assert.Contains(api.Log.Lines, line => line.Text == "from the route");
        // ASP.NET's own lines about each request are not.
        Assert.DoesNotContain(api.Log.Lines, line => line.Text.Contains("Executing endpoint", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_context_accessor_knows_the_request()
    {
        await using var api = new ApiUnderTest();
        await using var branch = await api.BranchAsync(
            "a", "/a", routes => routes.MapGet("/a", (IHttpContextAccessor accessor) => $"{accessor.HttpContext?.Request.Path}"), services => services.AddHttpContextAccessor());
        await api.ApplyAsync(branch);
        Assert.Equal("/a", await api.GetAsync("/a"));
    }

    [Fact]
    public async Task Authorization_that_is_registered_is_used()
    {
        await using var api = new ApiUnderTest();
        await using var branch = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", () => "a").RequireAuthorization(policy => policy.AddAuthenticationSchemes("key").RequireAuthenticatedUser()), services =>
        {
            services.AddAuthentication("key").AddScheme<AuthenticationSchemeOptions, Key>("key", _ => { });
            services.AddAuthorization();
        });
        await api.ApplyAsync(branch);

        using var refused = await api.SendAsync(HttpMethod.Get, "/a");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Key", refused.Headers.WwwAuthenticate.ToString());
        Assert.Contains("\"status\":401", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var let = await api.SendAsync(HttpMethod.Get, "/a?key=1");
        Assert.Equal(HttpStatusCode.OK, let.StatusCode);
    }

    private static void Log(ILogger log) => log.Log(LogLevel.Information, default, "from the route", null, (state, _) => state);

    private sealed class Key(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
            => Task.FromResult(Request.Query.ContainsKey("key")
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity("key")), "key"))
                : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = "Key";
            return Task.CompletedTask;
        }
    }
}
