using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Tests.Api.Proto;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>gRPC with the plugin's own packages: the host has none.</summary>
public sealed class GrpcTests
{
    private const string Service = "/gmqtt.tests.Greeter";

    [Fact]
    public async Task A_service_answers_over_h2c_before_and_after_a_swap_on_one_connection()
    {
        await using var api = new ApiUnderTest();
        await using var old = await GreetingsAsync(api, "hello");
        await api.ApplyAsync(old);
        using var channel = GrpcChannel.ForAddress(api.Grpc, ApiUnderTest.Channel());
        var client = new Greeter.GreeterClient(channel);
        Assert.Equal("hello ann", (await client.GreetAsync(new GreetRequest { Name = "ann" })).Text);

        await using var next = await GreetingsAsync(api, "servus");
        await api.ApplyAsync(next);
        Assert.True(await old.DrainAsync(TimeSpan.FromSeconds(10)));
        await old.DisposeAsync();

        Assert.Equal("servus ann", (await client.GreetAsync(new GreetRequest { Name = "ann" })).Text);
        Assert.Empty(api.Faults);
    }

    [Fact]
    public async Task The_same_method_answers_as_json_at_the_http_endpoint()
    {
        await using var api = new ApiUnderTest();
        await using var branch = await GreetingsAsync(api, "hello");
        await api.ApplyAsync(branch);
        Assert.Equal("""{"text":"hello ann"}""", (await api.GetAsync("/v1/greetings/ann")).Replace(" \"hello", "\"hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_method_that_throws_is_told_and_the_service_goes_on()
    {
        await using var api = new ApiUnderTest();
        await using var branch = await GreetingsAsync(api, "hello");
        await api.ApplyAsync(branch);
        using var channel = GrpcChannel.ForAddress(api.Grpc, ApiUnderTest.Channel());
        var client = new Greeter.GreeterClient(channel);

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await client.FailAsync(new GreetRequest()));

        Assert.Equal(StatusCode.Unknown, failure.StatusCode);
        Assert.DoesNotContain("no greeting today", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("hello bob", (await client.GreetAsync(new GreetRequest { Name = "bob" })).Text);
        Assert.Equal([$"POST {Service}/Fail ended with gRPC status UNKNOWN: the method threw."], api.Faults);
    }

    [Fact]
    public async Task A_stream_goes_on_through_a_swap_until_the_drain_aborts_it()
    {
        await using var api = new ApiUnderTest();
        using var again = new SemaphoreSlim(0);
        await using var old = await GreetingsAsync(api, "hello", again);
        await api.ApplyAsync(old);
        using var channel = GrpcChannel.ForAddress(api.Grpc, ApiUnderTest.Channel());
        using var call = new Greeter.GreeterClient(channel).GreetOften(new GreetRequest());
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        await using var next = await GreetingsAsync(api, "servus");
        await api.ApplyAsync(next);
        again.Release();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal("hello 1", call.ResponseStream.Current.Text);

        Assert.True(await old.DrainAsync(TimeSpan.Zero));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
    }

    [Fact]
    public async Task A_service_nobody_has_is_unimplemented()
    {
        await using var api = new ApiUnderTest();
        await using var branch = await api.BranchAsync("a", "/a", routes => routes.MapGet("/a", () => "a"));
        await api.ApplyAsync(branch);
        using var channel = GrpcChannel.ForAddress(api.Grpc, ApiUnderTest.Channel());
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Greeter.GreeterClient(channel).GreetAsync(new GreetRequest()));
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
    }

    [Fact]
    public async Task A_service_without_its_prefix_is_found_when_the_branch_is_built()
    {
        await using var api = new ApiUnderTest();
        var problem = await api.ProblemAsync("a", "/v1", Map, services => AddTo(services, "hello", null));
        Assert.Contains($"'{Service}/Greet' is under none of the plugin's prefixes (/v1)", problem, StringComparison.Ordinal);
    }

    private static async Task<ApiBranch> GreetingsAsync(ApiUnderTest api, string word, SemaphoreSlim? again = null)
        => await api.BranchAsync("greetings", [Service, "/v1/greetings"], Map, services => AddTo(services, word, again));

    private static void Map(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder routes) => routes.MapGrpcService<Greetings>();

    private static void AddTo(IServiceCollection services, string word, SemaphoreSlim? again)
    {
        services.AddSingleton(new Greeting(word, again ?? new SemaphoreSlim(0)));
        services.AddGrpc().AddJsonTranscoding();
    }
}
