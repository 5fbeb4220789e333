using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Gmqtt.PluginHost.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>Branches are exchanged while requests run.</summary>
public sealed class SwapTests
{
    [Fact]
    public async Task Thirty_swaps_under_eight_clients_lose_no_request()
    {
        await using var api = new ApiUnderTest();
        var current = await VersionAsync(api, 0);
        await api.ApplyAsync(current);
        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<string, int>();
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                seen.AddOrUpdate(await api.GetAsync("/v"), 1, (_, n) => n + 1);
            }
        })).ToArray();

        for (var version = 1; version <= 30; version++)
        {
            var next = await VersionAsync(api, version);
            await api.ApplyAsync(next);
            Assert.True(await current.DrainAsync(TimeSpan.FromSeconds(10)));
            await current.DisposeAsync();
            current = next;
            // Nothing of the version before answers any more.
            Assert.Equal($"v{version}", await api.GetAsync("/v"));
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.Empty(api.Faults);
        Assert.True(seen.Values.Sum() > 30);
    }

    [Fact]
    public async Task A_request_under_way_ends_on_the_branch_it_began_on()
    {
        await using var api = new ApiUnderTest();
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var old = await api.BranchAsync("a", "/v", routes => routes.MapGet("/v", async () =>
        {
            entered.SetResult();
            await release.Task;
            return "old";
        }));
        await api.ApplyAsync(old);
        var slow = api.GetAsync("/v");
        await entered.Task;

        await using var next = await VersionAsync(api, 2);
        await api.ApplyAsync(next);
        var drained = old.DrainAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("v2", await api.GetAsync("/v"));
        Assert.False(drained.IsCompleted);

        release.SetResult();
        Assert.Equal("old", await slow);
        Assert.True(await drained);
    }

    [Fact]
    public async Task Draining_asks_streams_to_end()
    {
        await using var api = new ApiUnderTest();
        var entered = new TaskCompletionSource();
        await using var a = await api.BranchAsync("a", "/s", routes => routes.MapGet("/s", async (HttpContext context, IHostApplicationLifetime life) =>
        {
            await context.Response.WriteAsync("begun ");
            await context.Response.Body.FlushAsync();
            entered.SetResult();
            var ended = new TaskCompletionSource();
            await using var stopping = life.ApplicationStopping.Register(ended.SetResult);
            await ended.Task;
            await context.Response.WriteAsync("ended");
        }));
        await api.ApplyAsync(a);
        var stream = api.GetAsync("/s");
        await entered.Task;

        Assert.True(await a.DrainAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("begun ended", await stream);
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_aborted()
    {
        await using var api = new ApiUnderTest();
        var entered = new TaskCompletionSource();
        await using var a = await api.BranchAsync("a", "/s", routes => routes.MapGet("/s", async (CancellationToken aborted) =>
        {
            entered.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(aborted);
        }));
        await api.ApplyAsync(a);
        var hanging = api.GetAsync("/s");
        await entered.Task;

        Assert.True(await a.DrainAsync(TimeSpan.Zero));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hanging);
        Assert.Empty(api.Faults);
    }

    [Fact]
    public async Task A_drained_branch_that_is_still_in_force_answers_503()
    {
        await using var api = new ApiUnderTest();
        await using var a = await VersionAsync(api, 1);
        await api.ApplyAsync(a);
        Assert.True(await a.DrainAsync(TimeSpan.Zero));
        await api.ProblemBodyAsync(HttpMethod.Get, "/v", HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task The_endpoints_are_open_while_somebody_has_routes()
    {
        await using var api = new ApiUnderTest();
        await api.ApplyAsync();
        Assert.Empty(api.Server.HttpEndPoints);

        await using var a = await VersionAsync(api, 1);
        await api.ApplyAsync(a);
        var address = (IPEndPoint)api.Server.HttpEndPoints[0];
        Assert.Equal("v1", await api.GetAsync("/v"));

        await api.ApplyAsync();
        Assert.Empty(api.Server.HttpEndPoints);
        await api.Server.Closed;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(address));

        await api.ApplyAsync(a);
        Assert.Equal("v1", await api.GetAsync("/v"));
    }

    [Fact]
    public async Task Without_a_configured_endpoint_nothing_is_opened()
    {
        await using var api = new ApiUnderTest(new ApiServerOptions());
        await using var a = await VersionAsync(api, 1);
        await api.ApplyAsync(a);
        Assert.Empty(api.Log.Lines);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_told_and_nothing_changes()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var api = new ApiUnderTest(new ApiServerOptions { Http = [new($"127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}")] });
        await using var a = await VersionAsync(api, 1);

        var problem = await api.Server.ApplyAsync([a]);

        Assert.StartsWith($"the API cannot listen: Failed to bind to address http://{taken.LocalEndpoint}: address already in use. Another program has it", problem, StringComparison.Ordinal);
        Assert.Contains("write another address into [[api.http]]", problem, StringComparison.Ordinal);
        Assert.Empty(api.Server.HttpEndPoints);
    }

    [Fact]
    public async Task Services_of_a_branch_end_with_it()
    {
        await using var api = new ApiUnderTest();
        var service = new Ending();
        var a = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", (Ending _) => "a"), services => services.AddSingleton(_ => service));
        await api.ApplyAsync(a);
        await api.GetAsync("/a");

        await api.ApplyAsync();
        await a.DisposeAsync();
        Assert.True(service.IsDisposed);
        Assert.True(a.Ended.IsCompleted);
    }

    private static Task<ApiBranch> VersionAsync(ApiUnderTest api, int version) => api.BranchAsync("a", "/v", routes => routes.MapGet("/v", () => $"v{version}"));

    private sealed class Ending : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
