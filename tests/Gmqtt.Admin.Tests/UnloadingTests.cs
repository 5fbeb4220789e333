using Gmqtt.Admin.Rpc.Api;
using Gmqtt.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace Gmqtt.Admin.Tests;

/// <summary>One at a time: whether memory is gone is told by the garbage collector, and who else is at work in the process holds it up.</summary>
[CollectionDefinition("unloading", DisableParallelization = true)]
public sealed class Unloading;

[Collection("unloading")]
public sealed class UnloadingTests
{
    private static readonly Metadata Admin = new() { { "authorization", $"Bearer {TestBroker.ApiToken}" } };

    [Fact]
    public async Task Nothing_of_it_stays_in_memory_once_all_of_it_was_used()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/#");
        await UseAsync(broker);
        await broker.AssertUnloadsAsync("admin");
    }

    private static async Task UseAsync(TestBroker broker)
    {
        await broker.GetAsync("v1/clients?search=c");
        await broker.GetAsync("v1/clients/c");
        await broker.GetAsync("v1/subscriptions");
        await broker.PostAsync("v1/publish", """{"topic_name":"a/b","payload":"x","user_properties":[{"K":"aw==","V":"dg=="}]}""");
        await broker.RefusalAsync(HttpMethod.Post, "v1/publish", """{"topic_name":1}""");
        await broker.RefusalAsync("v1/clients?page=x");
        foreach (var path in new[]
                 {
                     "v1/audit", "v1/retained", "v1/stats", "v1/stats/top?by=slow", "v1/overview", "v1/overview/history", "v1/plugins", "v1/hooks", "v1/config", "v1/listeners", "v1/health",
                     "v1/whoami", "v1/events", "v1/clients/c/events", "v1/clients/c/queue", "v1/clients/c/inflight", "v1/clients/c/stats", "v1/shared_subscriptions", "v1/filter_subscriptions",
                 })
            await broker.GetAsync(path);
        await broker.SendAsync(HttpMethod.Post, "v1/traces", """{"client_id":"c"}""", System.Net.HttpStatusCode.Created);
        await using (var stream = await EventReader.OpenAsync(broker, "v1/traces/1/stream")) await stream.OpenedAsync();
        await using (var stream = await EventReader.OpenAsync(broker, "v1/overview/stream")) await stream.OpenedAsync();
        await broker.Http.GetStringAsync("v1/traces/1/download");
        await broker.Http.GetStringAsync("dashboard/");
        using var channel = GrpcChannel.ForAddress(broker.GrpcAddress);
        await new ClientService.ClientServiceClient(channel).ListAsync(new ListClientRequest(), Admin);
        await new SubscriptionService.SubscriptionServiceClient(channel).FilterAsync(new FilterSubscriptionRequest(), Admin);
        await new PublishService.PublishServiceClient(channel).PublishAsync(new PublishRequest { TopicName = "a/b" }, Admin);
        await Assert.ThrowsAsync<RpcException>(async () => await new PublishService.PublishServiceClient(channel).PublishAsync(new PublishRequest(), Admin));
    }
}
