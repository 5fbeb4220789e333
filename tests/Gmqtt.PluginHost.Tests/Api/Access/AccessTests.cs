using System.Diagnostics;
using System.Net;
using System.Security.Claims;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.PluginHost.Tests.Api.Proto;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Tests.Api.Access;

/// <summary>Nobody gets anything without a token, but for what a plugin says is for everybody.</summary>
public sealed class AccessTests
{
    private const string Viewer = "the-token-of-a-viewer";

    [Theory]
    [InlineData("GET", "/a/closed")]
    [InlineData("POST", "/a/closed")]
    [InlineData("DELETE", "/a/closed")]
    [InlineData("GET", "/a/no-such-route")]
    [InlineData("PUT", "/a/open")]
    [InlineData("GET", "/no-such-plugin")]
    [InlineData("GET", "/a/closed/../closed")]
    [InlineData("GET", "/A/CLOSED/")]
    public async Task Without_a_token_every_path_is_401_whether_or_not_it_exists(string method, string path)
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, method, path, null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Authorization: Bearer TOKEN", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(api.Faults);
    }

    [Theory]
    [InlineData("Bearer wrong-wrong-wrong-wrong")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic dGhlLXRva2VuLW9mLXRoZS10ZXN0")]
    [InlineData(ApiUnderTest.Token)]
    [InlineData("Bearer " + ApiUnderTest.Token + ", Bearer " + ApiUnderTest.Token)]
    public async Task A_wrong_token_is_401(string header)
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, "GET", "/a/closed", header);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("invalid_token", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains(api.Log.Lines, line => line.Event == 4206);
        Assert.DoesNotContain(api.Log.Lines, line => line.Text.Contains("wrong-wrong", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/a/open", null, HttpStatusCode.OK)]
    [InlineData("GET", "/a/open", "wrong", HttpStatusCode.OK)]
    [InlineData("GET", "/a/closed", Viewer, HttpStatusCode.OK)]
    [InlineData("HEAD", "/a/closed", Viewer, HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/a/closed", Viewer, HttpStatusCode.Forbidden)]
    [InlineData("POST", "/a/closed", ApiUnderTest.Token, HttpStatusCode.OK)]
    [InlineData("POST", "/a/look", Viewer, HttpStatusCode.OK)]
    [InlineData("POST", "/a/look", null, HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/a/secret", Viewer, HttpStatusCode.Forbidden)]
    [InlineData("GET", "/a/secret", ApiUnderTest.Token, HttpStatusCode.OK)]
    [InlineData("GET", "/a/no-such-route", Viewer, HttpStatusCode.NotFound)]
    [InlineData("GET", "/no-such-plugin", Viewer, HttpStatusCode.NotFound)]
    public async Task A_token_allows_what_its_role_does(string method, string path, string? token, HttpStatusCode expected)
    {
        await using var api = await StartAsync();
        using var response = await SendAsync(api, method, path, token is null ? null : $"bearer {token}");
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_route_learns_who_calls()
    {
        await using var api = await StartAsync();
        using var viewer = await SendAsync(api, "GET", "/a/closed", $"Bearer {Viewer}");
        Assert.Equal("grafana viewer", await viewer.Content.ReadAsStringAsync());
        using var admin = await SendAsync(api, "GET", "/a/closed", $"Bearer {ApiUnderTest.Token}");
        Assert.Equal("test admin", await admin.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Grpc_asks_for_the_token_in_its_metadata()
    {
        await using var api = await StartAsync();
        await using var branch = await api.BranchAsync(
            "greetings", "/gmqtt.tests.Greeter", routes => routes.MapGrpcService<Greetings>(),
            services => services.AddSingleton(new Greeting("hello", new SemaphoreSlim(0))).AddGrpc());
        await api.ApplyAsync(branch);
        using var channel = GrpcChannel.ForAddress(api.Grpc);
        var client = new Greeter.GreeterClient(channel);

        var stranger = await Assert.ThrowsAsync<RpcException>(() => client.GreetAsync(new GreetRequest { Name = "ann" }).ResponseAsync);
        Assert.Equal(StatusCode.Unauthenticated, stranger.StatusCode);
        Assert.Contains("Authorization: Bearer TOKEN", stranger.Status.Detail, StringComparison.Ordinal);
        var viewer = await Assert.ThrowsAsync<RpcException>(() => client.GreetAsync(new GreetRequest { Name = "ann" }, Metadata(Viewer)).ResponseAsync);
        Assert.Equal(StatusCode.PermissionDenied, viewer.StatusCode);
        Assert.Equal("hello ann", (await client.GreetAsync(new GreetRequest { Name = "ann" }, Metadata(ApiUnderTest.Token))).Text);
        Assert.Empty(api.Faults);
    }

    [Fact]
    public async Task Who_shows_wrong_tokens_again_and_again_is_not_heard_for_a_while()
    {
        await using var api = await StartAsync();

        // For longer than the limiter's own clock takes to tick: a part of a try that has come back is no try.
        var (wrong, took) = (0, Stopwatch.StartNew());
        for (var refused = 0; wrong < 200 && (refused < 10 || took.Elapsed < TimeSpan.FromSeconds(1));)
        {
            using var answer = await SendAsync(api, "GET", "/a/closed", "Bearer wrong");
            if (answer.StatusCode == HttpStatusCode.Unauthorized) wrong++;
            else refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.InRange(wrong, AddressLimits.Failures, AddressLimits.Failures + (int)(took.Elapsed / AddressLimits.FailurePause) + 1);

        // On a slow machine another try may just have been granted: then the right token is heard once, and the try is spent.
        HttpStatusCode status;
        do
        {
            using var guess = await SendAsync(api, "GET", "/a/closed", $"Bearer {ApiUnderTest.Token}");
            status = guess.StatusCode;
            Assert.True(status == HttpStatusCode.OK || guess.Headers.RetryAfter?.Delta == AddressLimits.FailurePause);
            if (status == HttpStatusCode.OK) (await SendAsync(api, "GET", "/a/closed", "Bearer wrong")).Dispose();
        }
        while (status == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        using var open = await SendAsync(api, "GET", "/a/open", null);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    public async Task One_address_asks_for_no_more_than_its_share()
    {
        await using var api = await StartAsync(options => options with { RequestRate = 1 });
        for (var i = 0; i < 5; i++)
        {
            using var fine = await SendAsync(api, "GET", "/a/open", null);
            Assert.Equal(HttpStatusCode.OK, fine.StatusCode);
        }

        // One comes back each second: on a slow machine a few more are let in.
        HttpResponseMessage response;
        do
        {
            response = await SendAsync(api, "GET", "/a/open", null);
        }
        while (response.StatusCode == HttpStatusCode.OK);

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (response.StatusCode, response.Headers.RetryAfter!.Delta));
        response.Dispose();
    }

    [Fact]
    public async Task Who_has_many_addresses_of_one_network_has_one_share()
    {
        await using var limits = new AddressLimits(1);
        Assert.All(Enumerable.Range(0, 5), i => Assert.True(limits.AllowsRequest(IPAddress.Parse($"2001:db8::{i:x}"))));
        Assert.False(limits.AllowsRequest(IPAddress.Parse("2001:db8::ffff")));
        Assert.True(limits.AllowsRequest(null));
    }

    [Fact]
    public async Task A_route_that_would_go_past_the_check_is_not_built()
    {
        await using var api = new ApiUnderTest();

        Assert.Contains("ShortCircuit()", await api.ProblemAsync("a", "/a", routes => routes.MapGet("/a", () => "a").ShortCircuit()), StringComparison.Ordinal);
        Assert.Contains(
            "AddAuthorization", await api.ProblemAsync("a", "/a", routes => routes.MapGet("/a", () => "a").RequireAuthorization("policy")), StringComparison.Ordinal);
    }

    private static Metadata Metadata(string token) => new() { { "authorization", $"Bearer {token}" } };

    private static async Task<HttpResponseMessage> SendAsync(ApiUnderTest api, string method, string path, string? authorization)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), api.Http + path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await client.SendAsync(request);
    }

    private static async Task<ApiUnderTest> StartAsync(Func<ApiServerOptions, ApiServerOptions>? change = null)
    {
        var options = ApiUnderTest.Loopback with { Tokens = [new("grafana", ApiRole.Viewer) { Secret = Viewer }] };
        var api = new ApiUnderTest(change?.Invoke(options) ?? options);
        await api.ApplyAsync(await api.BranchAsync("a", "/a", routes =>
        {
            routes.MapGet("/a/open", () => "open").AllowAnonymous();
            routes.MapGet("/a/closed", (ClaimsPrincipal user) => $"{user.Identity!.Name} {user.FindFirstValue(ClaimTypes.Role)}");
            routes.MapPost("/a/closed", () => "done");
            routes.MapPost("/a/look", () => "found").RequireAuthorization(new AuthorizeAttribute { Roles = "viewer, admin" });
            routes.MapGet("/a/secret", () => "secret").RequireAuthorization(new AuthorizeAttribute { Roles = "admin" });
        }));
        return api;
    }
}
