using System.Text;
using Gmqtt.Admin.Rpc.Api;
using Gmqtt.Testing;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Gmqtt.Admin.Tests.Rpc;

/// <summary>A client generated from the plugin's own protos.</summary>
public sealed class RpcTests
{
    private static readonly Metadata Admin = new() { { "authorization", $"Bearer {TestBroker.ApiToken}" } };
    private static readonly Metadata Viewer = new() { { "authorization", $"Bearer {TestBroker.ViewerApiToken}" } };

    [Fact]
    public async Task Clients_are_listed_found_and_ended()
    {
        await using var broker = await Api.StartAsync();
        using var channel = GrpcChannel.ForAddress(broker.GrpcAddress);
        var clients = new ClientService.ClientServiceClient(channel);
        foreach (var id in new[] { "b", "a", "c" }) await broker.ConnectAsync(id);

        var list = await clients.ListAsync(new ListClientRequest { PageSize = 2 }, Admin);
        Assert.Equal((3u, "a b"), (list.TotalCount, string.Join(' ', list.Clients.Select(c => c.ClientId))));
        Assert.Equal(["c"], (await clients.ListAsync(new ListClientRequest { PageSize = 2, After = list.Next }, Admin)).Clients.Select(c => c.ClientId));
        Assert.Equal(["c"], (await clients.ListAsync(new ListClientRequest { PageSize = 2, Page = 2 }, Viewer)).Clients.Select(c => c.ClientId));
        var client = (await clients.GetAsync(new GetClientRequest { ClientId = "a" }, Admin)).Client;
        Assert.Equal((5, "127.0.0.1:50000", broker.Time.GetUtcNow(), null), (client.Version, client.RemoteAddr, client.ConnectedAt.ToDateTimeOffset(), client.DisconnectedAt));

        await clients.DeleteAsync(new DeleteClientRequest { ClientId = "a", CleanSession = true, Reason = "bye" }, Admin);
        var gone = await Assert.ThrowsAsync<RpcException>(async () => await clients.GetAsync(new GetClientRequest { ClientId = "a" }, Admin));
        Assert.Equal((StatusCode.NotFound, "client_id"), (gone.StatusCode, gone.Trailers.GetValue("field")));
    }

    [Fact]
    public async Task Subscriptions_are_added_found_and_removed()
    {
        await using var broker = await Api.StartAsync();
        using var channel = GrpcChannel.ForAddress(broker.GrpcAddress);
        var subscriptions = new SubscriptionService.SubscriptionServiceClient(channel);
        await broker.ConnectAsync("c");

        var answer = await subscriptions.SubscribeAsync(
            new SubscribeRequest { ClientId = "c", Subscriptions = { new Admin.Rpc.Api.Subscription { TopicName = "a/#", Qos = 1, Id = 5 }, new Admin.Rpc.Api.Subscription { TopicName = "$share/g/b" } } }, Admin);
        Assert.Equal([true, true], answer.New);
        var row = (await subscriptions.ListAsync(new ListSubscriptionRequest { ClientId = "c", Page = 2, PageSize = 1 }, Viewer)).Subscriptions[0];
        Assert.Equal(("a/#", 1u, 5u, "c"), (row.TopicName, row.Qos, row.Id, row.ClientId));
        var filter = new FilterSubscriptionRequest { FilterType = "2,3", MatchType = SubMatchType.MatchFilter, TopicName = "a/x" };
        Assert.Equal(["a/#"], (await subscriptions.FilterAsync(filter, Viewer)).Subscriptions.Select(s => s.TopicName));
        await subscriptions.UnsubscribeAsync(new UnsubscribeRequest { ClientId = "c", Topics = { "a/#", "$share/g/b" } }, Admin);
        Assert.Equal(0u, (await subscriptions.ListAsync(new ListSubscriptionRequest(), Admin)).TotalCount);
    }

    [Fact]
    public async Task A_message_is_published_with_all_of_it()
    {
        await using var broker = await Api.StartAsync();
        using var channel = GrpcChannel.ForAddress(broker.GrpcAddress);
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 1);
        await new PublishService.PublishServiceClient(channel).PublishAsync(
            new PublishRequest
            {
                TopicName = "t",
                PayloadBytes = ByteString.CopyFrom(0xFF, 0x00),
                Qos = 1,
                ContentType = "x/y",
                UserProperties = { new UserProperties { K = ByteString.CopyFrom("k", Encoding.UTF8), V = ByteString.CopyFrom("v", Encoding.UTF8) } },
            },
            Admin);
        var message = await client.ReadAsync(3);
        Assert.Equal([0xFF, 0x00], message.PayloadBytes);
        Assert.Equal(("x/y", ("k", "v")), (message.Text(3), message.UserProperties[0]));
    }

    [Fact]
    public async Task What_is_wrong_is_named_as_over_REST()
    {
        await using var broker = await Api.StartAsync();
        using var channel = GrpcChannel.ForAddress(broker.GrpcAddress);
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await new PublishService.PublishServiceClient(channel).PublishAsync(new PublishRequest { TopicName = "t", Qos = 3 }, Admin));
        Assert.Equal((StatusCode.InvalidArgument, "qos: 0, 1 or 2", "qos"), (failure.StatusCode, failure.Status.Detail, failure.Trailers.GetValue("field")));
        var page = await Assert.ThrowsAsync<RpcException>(
            async () => await new ClientService.ClientServiceClient(channel).ListAsync(new ListClientRequest { PageSize = uint.MaxValue }, Admin));
        Assert.Equal((StatusCode.InvalidArgument, "page_size"), (page.StatusCode, page.Trailers.GetValue("field")));
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token_and_who_may_look_changes_nothing()
    {
        await using var broker = await Api.StartAsync();
        using var channel = GrpcChannel.ForAddress(broker.GrpcAddress);
        var clients = new ClientService.ClientServiceClient(channel);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await clients.ListAsync(new ListClientRequest()))).StatusCode);
        Assert.Equal(
            StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await clients.DeleteAsync(new DeleteClientRequest { ClientId = "c" }, Viewer))).StatusCode);
        var publisher = new PublishService.PublishServiceClient(channel);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await publisher.PublishAsync(new PublishRequest { TopicName = "t" }, Viewer))).StatusCode);
    }
}
