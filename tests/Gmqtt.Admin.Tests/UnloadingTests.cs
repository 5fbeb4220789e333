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
        await broker.GetAsync("v1/audit");
        await broker.Http.GetStringAsync("dashboard/");
        using var channel = GrpcChannel.ForAddress(broker.GrpcAddress);
        await new ClientService.ClientServiceClient(channel).ListAsync(new ListClientRequest(), Admin);
        await new SubscriptionService.SubscriptionServiceClient(channel).FilterAsync(new FilterSubscriptionRequest(), Admin);
        await new PublishService.PublishServiceClient(channel).PublishAsync(new PublishRequest { TopicName = "a/b" }, Admin);
        await Assert.ThrowsAsync<RpcException>(async () => await new PublishService.PublishServiceClient(channel).PublishAsync(new PublishRequest(), Admin));
    }
}
