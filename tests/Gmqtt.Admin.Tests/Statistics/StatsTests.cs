using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Statistics;

public sealed class StatsTests
{
    [Fact]
    public async Task The_broker_counts()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t", 1);
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        await client.ReadAsync(3);
        var stats = await broker.GetAsync("v1/stats");
        Assert.Equal((1, 1, 0), (stats["connections"]!["connected_total"]!.GetValue<int>(), stats["connections"]!["active_current"]!.GetValue<int>(), stats["connections"]!["session_terminated"]!["expired"]!.GetValue<int>()));
        Assert.Equal((1, 1), (stats["messages"]!["qos1"]!["received_total"]!.GetValue<int>(), stats["subscriptions"]!["current"]!.GetValue<int>()));
        Assert.Equal("""[{"method":"anonymous","code":0,"reason":"","count":1}]""", stats["authentication"]!.ToJsonString());
        Assert.Equal(1, stats["delivery"]!["count"]!.GetValue<int>());
        Assert.True(stats["delivery"]!["p99_ms"]!.GetValue<double>() > 0);
        Assert.True(stats["process"]!["working_set_bytes"]!.GetValue<long>() > 0);
        Assert.Equal("2026-01-01T00:00:00Z", stats["started_at"].Text());
    }

    [Fact]
    public async Task The_biggest_queues_and_the_slowest_subscribers_are_found()
    {
        await using var broker = await Api.StartAsync();
        foreach (var (id, messages) in new[] { ("some", 2), ("most", 5), ("none", 0) })
        {
            var client = await broker.ConnectAsync(id, clean: false, properties: Packet.SessionExpiry(600));
            await client.SubscribeAsync($"to/{id}", 1);
            await client.DropAsync();
            for (var i = 0; i < messages; i++) await broker.PostAsync("v1/publish", $$"""{"topic_name":"to/{{id}}","payload":"{{new string('x', 10)}}","qos":1}""");
        }

        var slow = await broker.ConnectAsync("slow");
        await slow.SubscribeAsync("slow", 1);
        await broker.PostAsync("v1/publish", """{"topic_name":"slow","qos":1}""");
        await slow.ReadAsync(3);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(["most", "some"], (await broker.GetAsync("v1/stats/top"))["clients"].Texts("client_id"));
        Assert.Equal(["most"], (await broker.GetAsync("v1/stats/top?by=queued_bytes&limit=1"))["clients"].Texts("client_id"));
        Assert.Equal(["slow"], (await broker.GetAsync("v1/stats/top?by=inflight"))["clients"].Texts("client_id"));
        var slowest = (await broker.GetAsync("v1/stats/top?by=slow"))["clients"]!.AsArray();
        Assert.Equal("slow", Assert.Single(slowest)!["client_id"].Text());
        Assert.InRange(slowest[0]!["oldest_seconds"]!.GetValue<double>(), 2.5, 3.5);
        Assert.Equal("by: queue, queued_bytes, inflight, dropped or slow", await broker.RefusalAsync("v1/stats/top?by=beauty"));
        Assert.Equal("limit: 1 to 100", await broker.RefusalAsync("v1/stats/top?limit=0"));
    }
}
