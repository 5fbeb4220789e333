using System.Collections.Concurrent;
using System.Net;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.Testing;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>An API server on free loopback ports, and branches for it as a plugin would register them.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    private readonly HttpClient _client = Identified(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    private readonly TimeProvider _time;

    public ApiUnderTest(ApiServerOptions? options = null, TimeProvider? time = null, TaskScheduler? scheduler = null)
    {
        _time = time ?? TimeProvider.System;
        options ??= Loopback;
        Server = new ApiServer(options with { Tokens = [.. options.Tokens, new("test", ApiRole.Admin) { Secret = Token }] }, Log, _time, scheduler);
    }

    public static ApiServerOptions Loopback => new() { Http = [new("127.0.0.1:0")], Grpc = [new("127.0.0.1:0")] };

    /// <summary>What this client shows.</summary>
    public const string Token = "the-token-of-the-test";

    public TestLog Log { get; } = new();

    public ApiServer Server { get; }

    public ConcurrentQueue<string> Faults { get; } = new();

    public string Http => $"http://{Server.HttpEndPoints[0]}";

    public string Grpc => $"http://{Server.GrpcEndPoints[0]}";

    /// <summary>A client that shows the token.</summary>
    public static HttpClient Identified(HttpMessageHandler? handler = null)
        => new(handler ?? new SocketsHttpHandler()) { DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };

    /// <summary>The same for gRPC.</summary>
    public static GrpcChannelOptions Channel(HttpMessageHandler? handler = null) => new() { HttpClient = Identified(handler), DisposeHttpClient = true };

    public Task<ApiBranch> BranchAsync(
        string plugin, string prefix, Action<IEndpointRouteBuilder> map, Action<IServiceCollection>? services = null, int maxRequests = 128)
        => BranchAsync(plugin, [prefix], map, services, maxRequests);

    public async Task<ApiBranch> BranchAsync(
        string plugin, string[] prefixes, Action<IEndpointRouteBuilder> map, Action<IServiceCollection>? services = null, int maxRequests = 128)
    {
        var (branch, problem) = await BuildAsync(plugin, prefixes, map, services, maxRequests);
        Assert.Null(problem);
        return branch!;
    }

    public async Task<string> ProblemAsync(string plugin, string prefix, Action<IEndpointRouteBuilder> map, Action<IServiceCollection>? services = null)
    {
        var (branch, problem) = await BuildAsync(plugin, [prefix], map, services, 1);
        Assert.Null(branch);
        return problem!;
    }

    public async Task ApplyAsync(params ApiBranch[] branches) => Assert.Null(await Server.ApplyAsync(branches));

    public Task<string> GetAsync(string path) => _client.GetStringAsync(Http + path);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? host = null)
    {
        var request = new HttpRequestMessage(method, Http + path) { Content = content };
        request.Headers.Host = host;
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<string> ProblemBodyAsync(HttpMethod method, string path, HttpStatusCode expected, HttpContent? content = null, string? host = null)
    {
        using var response = await SendAsync(method, path, content, host);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }

    private ValueTask<(ApiBranch? Branch, string? Problem)> BuildAsync(
        string plugin, string[] prefixes, Action<IEndpointRouteBuilder> map, Action<IServiceCollection>? services, int maxRequests)
    {
        var api = new PluginApi();
        api.Map(prefixes, map);
        if (services is not null)
        {
            api.ConfigureServices(services);
        }

        var settings = new ApiBranchSettings
        {
            Plugin = plugin,
            Logger = Log,
            TimeProvider = _time,
            OnFault = Faults.Enqueue,
            ContentRoot = AppContext.BaseDirectory,
            MaxRequests = maxRequests,
        };
        return ApiBranch.BuildAsync(api, settings);
    }
}
