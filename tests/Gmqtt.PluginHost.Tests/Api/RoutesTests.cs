using System.Net;
using Gmqtt.PluginHost.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>Which plugin answers which path.</summary>
public sealed class RoutesTests
{
    [Fact]
    public async Task Two_plugins_answer_each_for_its_prefix()
    {
        await using var api = new ApiUnderTest();
        await using var a = await api.BranchAsync("a", "/v1/a", routes => routes.MapGet("/v1/a/{id}", (string id) => $"a:{id}"));
        await using var b = await api.BranchAsync("b", "/v1/b", routes => routes.MapGet("/v1/b", () => "b"));
        await api.ApplyAsync(a, b);

        Assert.Equal("a:7", await api.GetAsync("/v1/a/7"));
        Assert.Equal("b", await api.GetAsync("/v1/b"));
    }

    [Fact]
    public async Task The_longest_prefix_wins()
    {
        await using var api = new ApiUnderTest();
        await using var a = await api.BranchAsync("a", "/v1", routes => routes.MapGet("/v1/{**rest}", () => "a"));
        await using var b = await api.BranchAsync("b", "/v1/mine", routes => routes.MapGet("/v1/mine/{x}", () => "b"));
        await api.ApplyAsync(a, b);

        Assert.Equal("b", await api.GetAsync("/v1/mine/1"));
        Assert.Equal("a", await api.GetAsync("/v1/minefield"));
    }

    [Fact]
    public async Task A_path_of_nobody_is_404_and_tells_nothing()
    {
        await using var api = new ApiUnderTest();
        await using var a = await api.BranchAsync("a", "/v1/a", routes => routes.MapGet("/v1/a", () => "a"));
        await api.ApplyAsync(a);

        Assert.Equal("""{"title":"Not Found","status":404}""", await api.ProblemBodyAsync(HttpMethod.Get, "/v1/b", HttpStatusCode.NotFound));
        Assert.Equal("""{"title":"Not Found","status":404}""", await api.ProblemBodyAsync(HttpMethod.Get, "/v1/a/x", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task The_wrong_method_is_405_and_says_which_is_right()
    {
        await using var api = new ApiUnderTest();
        await using var a = await api.BranchAsync("a", "/v1/a", routes => routes.MapGet("/v1/a", () => "a"));
        await api.ApplyAsync(a);

        using var response = await api.SendAsync(HttpMethod.Post, "/v1/a");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
        Assert.Contains("\"status\":405", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_plugins_that_claim_one_prefix_are_refused_and_nothing_changes()
    {
        await using var api = new ApiUnderTest();
        await using var a = await api.BranchAsync("a", "/v1/x", routes => routes.MapGet("/v1/x", () => "a"));
        await using var b = await api.BranchAsync("b", "/V1/X/", routes => routes.MapGet("/v1/x/y", () => "b"));
        await api.ApplyAsync(a);

        var problem = await api.Server.ApplyAsync([a, b]);

        Assert.Equal("plugins 'a' and 'b' both claim the API prefix '/v1/x': only one of them can have it, disable the other.", problem);
        Assert.Equal("a", await api.GetAsync("/v1/x"));
    }

    [Fact]
    public async Task A_plugin_has_services_of_its_own()
    {
        await using var api = new ApiUnderTest();
        await using var a = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", (Name name) => name.Text), services => services.AddSingleton(new Name("one")));
        await using var b = await api.BranchAsync("b", "/b", routes => routes.MapGet("/b", (Name name) => name.Text), services => services.AddScoped(_ => new Name("two")));
        await api.ApplyAsync(a, b);

        Assert.Equal("one", await api.GetAsync("/a"));
        Assert.Equal("two", await api.GetAsync("/b"));
    }

    [Fact]
    public async Task Answers_do_not_say_what_serves_them()
    {
        await using var api = new ApiUnderTest();
        await using var a = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", () => "a"));
        await api.ApplyAsync(a);

        using var response = await api.SendAsync(HttpMethod.Get, "/a");
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("")]
    [InlineData("/v1/{id}")]
    [InlineData("/v1//x")]
    [InlineData("/v1/*")]
    public void What_is_no_prefix_is_refused_where_the_plugin_says_it(string prefix)
        => Assert.Throws<ArgumentException>(() => new PluginApi().Map([prefix], routes => routes.MapGet("/", () => "")));

    [Fact]
    public void Routes_registered_after_loading_are_refused()
    {
        var api = new PluginApi();
        api.Take();
        Assert.Throws<InvalidOperationException>(() => api.Map(["/a"], routes => routes.MapGet("/a", () => "")));
        Assert.Throws<InvalidOperationException>(() => api.ConfigureServices(_ => { }));
    }

    private sealed record Name(string Text);
}
