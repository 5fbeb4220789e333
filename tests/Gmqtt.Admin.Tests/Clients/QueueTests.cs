using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Clients;

public sealed class QueueTests
{
    [Fact]
    public async Task What_waits_and_what_is_not_acknowledged_is_shown_in_order()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: [.. Packet.SessionExpiry(600), 0x21, 0, 2]); // Receive Maximum 2
        await client.SubscribeAsync("t", 1);
        for (var i = 0; i < 5; i++) await broker.PostAsync("v1/publish", $$"""{"topic_name":"t","payload":"m{{i}}","qos":1}""");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(2));

        var inflight = await broker.GetAsync("v1/clients/c/inflight");
        Assert.Equal(2, inflight["total_count"]!.GetValue<int>());
        Assert.Equal("sent", inflight["messages"]![0]!["state"].Text());
        Assert.Equal(1, inflight["messages"]![0]!["packet_id"]!.GetValue<int>());

        var queued = await broker.GetAsync("v1/clients/c/queue?page_size=2");
        Assert.Equal((3, "m2", "m3"), (queued["total_count"]!.GetValue<int>(), queued["messages"]![0]!["payload"]!["text"].Text(), queued["messages"]![1]!["payload"]!["text"].Text()));
        Assert.Null(queued["messages"]![0]!["packet_id"]);
        Assert.InRange(queued["messages"]![0]!["age_seconds"]!.GetValue<double>(), 1.5, 2.5);
        var rest = await broker.GetAsync($"v1/clients/c/queue?page_size=2&after={queued["next"]}");
        Assert.Equal((2, "m4", null), (rest["messages"]![0]!["position"]!.GetValue<int>(), rest["messages"]![0]!["payload"]!["text"].Text(), rest["next"]));
    }

    [Fact]
    public async Task Nonsense_is_refused()
    {
        await using var broker = await Api.StartAsync();
        await broker.ConnectAsync("c");
        Assert.Equal("client_id: there is no session of client 'x'", await broker.RefusalAsync("v1/clients/x/queue", HttpStatusCode.NotFound));
        Assert.Equal("after: is not the next of an answer", await broker.RefusalAsync("v1/clients/c/queue?after=YQ"));
        Assert.Equal("page: only the first 10000 messages are shown", await broker.RefusalAsync("v1/clients/c/queue?page=2147483647&page_size=1000"));
        Assert.Equal("payload_limit: 0 to 262144 bytes", await broker.RefusalAsync("v1/clients/c/inflight?payload_limit=262145"));
    }
}
