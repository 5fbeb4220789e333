using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>What a plugin does wrong is found before it is in force, and else harms its own requests only.</summary>
public sealed class BrokenRoutesTests
{
    [Fact]
    public async Task A_bad_pattern_is_found_when_the_branch_is_built()
    {
        await using var api = new ApiUnderTest();
        // In a variable, because the compiler would find it, too.
        var pattern = "/v1/{id";
        var problem = await api.ProblemAsync("a", "/v1", routes => routes.MapGet(pattern, () => ""));
        Assert.StartsWith("the API routes of plugin 'a' cannot be built: RoutePatternException: ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_constraint_is_found_when_the_branch_is_built()
    {
        await using var api = new ApiUnderTest();
        var problem = await api.ProblemAsync("a", "/v1", routes => routes.MapGet("/v1/{id:nosuch}", (string id) => id));
        Assert.Contains("nosuch", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public async Task A_handler_whose_parameters_nobody_provides_is_found_when_the_branch_is_built()
    {
        await using var api = new ApiUnderTest();
        var problem = await api.ProblemAsync("a", "/v1", routes => routes.MapGet("/v1/a", (Needy needy) => needy.ToString()));
        Assert.Contains("InvalidOperationException", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public async Task A_service_that_lacks_another_is_found_when_the_branch_is_built()
    {
        await using var api = new ApiUnderTest();
        var problem = await api.ProblemAsync("a", "/v1", routes => routes.MapGet("/v1/a", () => ""), services => services.AddSingleton<Needy>());
        Assert.Contains("Unable to resolve service for type", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_outside_of_the_prefixes_is_found_when_the_branch_is_built()
    {
        await using var api = new ApiUnderTest();
        var problem = await api.ProblemAsync("a", "/v1/mine", routes => routes.MapGet("/v1/yours", () => ""));
        Assert.Equal(
            "the API routes of plugin 'a' cannot be built: the route '/v1/yours' is under none of the plugin's prefixes (/v1/mine): name the prefix in Map, or move the route.",
            problem);
    }

    [Fact]
    public async Task Building_runs_no_endpoint()
    {
        await using var api = new ApiUnderTest();
        var called = false;
        await using var a = await api.BranchAsync("a", "/", routes => routes.MapGet("/{**rest}", () => called = true));
        Assert.False(called);
    }

    [Fact]
    public async Task An_endpoint_that_throws_is_500_with_its_name_and_the_others_go_on()
    {
        await using var api = new ApiUnderTest();
        await using var bad = await api.BranchAsync("bad", "/bad", routes => routes.MapGet("/bad", string () => throw new InvalidOperationException("secret")));
        await using var good = await api.BranchAsync("good", "/good", routes => routes.MapGet("/good", () => "good"));
        await api.ApplyAsync(bad, good);

        var body = await api.ProblemBodyAsync(HttpMethod.Get, "/bad", HttpStatusCode.InternalServerError);

        Assert.Equal(
            """{"title":"Internal Server Error","status":500,"detail":"The plugin failed to answer; the broker\u0027s log says why.","plugin":"bad"}""", body);
        Assert.Equal(["GET /bad threw InvalidOperationException: secret"], api.Faults);
        Assert.Contains(api.Log.Lines, line => line.Event == 4210 && line.Exception is null && line.Text.Contains("secret", StringComparison.Ordinal));
        Assert.Equal("good", await api.GetAsync("/good"));
    }

    [Fact]
    public async Task An_endpoint_that_throws_in_the_middle_of_its_answer_has_the_connection_cut()
    {
        await using var api = new ApiUnderTest();
        await using var bad = await api.BranchAsync("bad", "/bad", routes => routes.MapGet("/bad", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half an ans");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("half");
        }));
        await api.ApplyAsync(bad);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => api.GetAsync("/bad"));
        Assert.Equal(["GET /bad threw InvalidOperationException: half"], api.Faults);
    }

    [Fact]
    public async Task A_plugin_with_too_many_requests_gets_503_for_more()
    {
        await using var api = new ApiUnderTest();
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var a = await api.BranchAsync(
            "a",
            "/a",
            routes => routes.MapGet("/a", async () =>
            {
                entered.SetResult();
                await release.Task;
                return "a";
            }),
            maxRequests: 1);
        await api.ApplyAsync(a);
        var first = api.GetAsync("/a");
        await entered.Task;

        Assert.Contains("\"plugin\":\"a\"", await api.ProblemBodyAsync(HttpMethod.Get, "/a", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        release.SetResult();
        Assert.Equal("a", await first);
    }

#pragma warning disable CS9113 // The point is that nobody can make it.
    private sealed class Needy(IDisposable missing)
    {
    }
#pragma warning restore CS9113
}
