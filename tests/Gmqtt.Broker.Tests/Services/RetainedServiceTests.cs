using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.Services;

public sealed class RetainedServiceTests
{
    [Fact]
    public async Task It_stores_without_routing_and_gives_back_what_was_stored()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        var message = new Message { TopicName = "t", Payload = "kept"u8.ToArray(), QoS = QoS.AtLeastOnce, ContentType = "text/plain", UserProperties = [new("k", "v")] };
        var service = broker.Services.RetainedService;
        Assert.True(await service.SetAsync(message));
        await client.ExpectNothingAsync();
        var kept = service.Get("t")!;
        Assert.Equal(("t", QoS.AtLeastOnce, true, "text/plain"), (kept.TopicName, kept.QoS, kept.Retain, kept.ContentType));
        Assert.Equal((1, new UserProperty("k", "v")), (service.Count, kept.UserProperties.Single()));
        Assert.True(service.Bytes >= 5);
        Assert.True(await service.SetAsync(message with { Payload = default }));
        Assert.Equal((0, 0), (service.Count, service.Bytes));
    }

    [Fact]
    public async Task What_remains_of_a_life_is_shown_and_then_nothing()
    {
        await using var broker = await TestBroker.StartAsync();
        var service = broker.Services.RetainedService;
        await service.SetAsync(new Message { TopicName = "t", Payload = "x"u8.ToArray(), MessageExpiry = TimeSpan.FromSeconds(10) });
        await broker.AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), service.Get("t")!.MessageExpiry);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(7));
        Assert.Null(service.Get("t"));
        Assert.Equal(0, service.Count);
    }

    [Fact]
    public async Task Clearing_removes_all_whatever_they_begin_with()
    {
        await using var broker = await TestBroker.StartAsync();
        var service = broker.Services.RetainedService;
        foreach (var topic in new[] { "a", "a/b", "$mine/x", "$SYS/own", "/", "$" }) await service.SetAsync(new Message { TopicName = topic, Payload = "x"u8.ToArray() });
        Assert.Equal(6, service.Count);
        Assert.Equal(6, await service.ClearAsync());
        Assert.Equal((0, 0), (service.Count, service.Bytes));
        Assert.False(await service.RemoveAsync("a"));
    }

    [Fact]
    public async Task Matching_goes_by_the_filter()
    {
        await using var broker = await TestBroker.StartAsync();
        var service = broker.Services.RetainedService;
        foreach (var topic in new[] { "a", "a/b", "a/c", "$mine/x" }) await service.SetAsync(new Message { TopicName = topic, Payload = "x"u8.ToArray() });
        Assert.Equal(["a", "a/b", "a/c"], service.Match("a/#").Select(m => m.TopicName).Order());
        Assert.Equal(["a/b", "a/c"], service.Match("a/+").Select(m => m.TopicName).Order());
        Assert.Equal(3, service.Match("#").Count());
        Assert.True(await service.RemoveAsync("a/b"));
        Assert.Equal(["a/c"], service.Match("a/+").Select(m => m.TopicName));
    }
}
