using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests;

/// <summary>Every route that the description knows, and the description is made of the routes.</summary>
public sealed class AccessTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    private static readonly string[] Open = ["/healthz", "/readyz"];

    [Fact]
    public async Task No_route_answers_without_a_token_or_with_a_wrong_one()
    {
        using var stranger = shared.Broker.Caller();
        using var wrong = shared.Broker.Caller("not-the-token-of-this-broker");
        var routes = await RoutesAsync();
        Assert.True(routes.Count > 40, $"only {routes.Count} routes");
        foreach (var (method, path) in routes)
        {
            var expected = Open.Contains(path) ? HttpStatusCode.OK : HttpStatusCode.Unauthorized;
            Assert.Equal((method, path, expected), (method, path, await StatusAsync(stranger, method, path)));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(wrong, HttpMethod.Get, "v1/clients")); // once: wrong ones are counted
    }

    [Fact]
    public async Task Who_may_look_changes_nothing()
    {
        using var viewer = shared.Broker.Caller(TestBroker.ViewerApiToken);
        foreach (var (method, path) in await RoutesAsync())
        {
            if (method != HttpMethod.Get) Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, await StatusAsync(viewer, method, path)));
        }
    }

    [Theory]
    [InlineData("v1/nothing")]
    [InlineData("v1/clients/../../etc/passwd")]
    [InlineData("metrics")]
    [InlineData("api")]
    [InlineData("openapi.json/x")]
    public async Task A_stranger_does_not_learn_which_routes_there_are(string path)
    {
        using var stranger = shared.Broker.Caller();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(stranger, HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(shared.Broker.Http, HttpMethod.Get, path));
    }

    [Fact]
    public async Task Another_method_is_405()
        => Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(shared.Broker.Http, HttpMethod.Put, "v1/publish"));

    private async Task<List<(HttpMethod Method, string Path)>> RoutesAsync()
    {
        var description = await shared.Broker.GetAsync("openapi.json");
        return [.. description["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => (HttpMethod.Parse(m.Key), p.Key)))];
    }

    private async Task<HttpStatusCode> StatusAsync(HttpClient caller, HttpMethod method, string path)
    {
        var target = path.TrimStart('/').Replace("{client_id}", "c", StringComparison.Ordinal).Replace("{name}", "x", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(method, new Uri(shared.Broker.Http.BaseAddress + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var answer = await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
