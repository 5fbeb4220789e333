using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Timeline;

public sealed class TimelineTests
{
    [Fact]
    public async Task The_life_of_a_client()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/#", 1);
        await broker.DeleteAsync("v1/clients/c?reason=enough");
        await client.EndedAsync();
        await TestBroker.UntilAsync(() => broker.Services.ClientService.GetSession("c") is null);
        var events = (await UntilAsync(broker, "v1/clients/c/events", 5)).AsArray();

        Assert.Equal(["session_terminated", "disconnected", "subscribed", "connected", "session_created"], events.Select(e => e!["type"].Text()));
        Assert.Equal(("152", "Administrative action", "127.0.0.1:50000"), (events[1]!["code"].Text(), events[1]!["reason"].Text(), events[1]!["remote_addr"].Text()));
        Assert.Equal("a/# QoS 1", events[2]!["detail"].Text());
    }

    [Fact]
    public async Task Events_of_all_clients_are_paged_and_sorted_out_by_type()
    {
        await using var broker = await Api.StartAsync();
        foreach (var id in new[] { "a", "b", "c" }) await broker.ConnectAsync(id);
        await UntilAsync(broker, "v1/events?type=connected", 3);
        var first = await broker.GetAsync("v1/events?type=connected&page_size=2");
        Assert.Equal(["c", "b"], first["events"].Texts("client_id"));
        Assert.Equal(["a"], (await broker.GetAsync($"v1/events?type=connected&page_size=2&after={first["next"]}"))["events"].Texts("client_id"));
        Assert.StartsWith("type: one of accept_denied, ", await broker.RefusalAsync("v1/events?type=x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drops_are_summed_up()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c", clean: false, properties: Packet.SessionExpiry(600));
        await client.SubscribeAsync("t", 1);
        await client.DropAsync();
        for (var i = 0; i < 1005; i++) await broker.Services.Publisher.PublishAsync(new() { TopicName = "t", QoS = Mqtt.QoS.AtLeastOnce });
        var seconds = 0;
        var events = (await broker.GetAsync("v1/events?type=message_dropped"))["events"]!.AsArray();
        while (events.Count == 0 && seconds++ < 600)
        {
            await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
            events = (await broker.GetAsync("v1/events?type=message_dropped"))["events"]!.AsArray();
        }

        Assert.Equal(("c", "queue_full x 5, latest t"), (events[0]!["client_id"].Text(), events[0]!["detail"].Text()));
    }

    [Fact]
    public async Task Who_reads_along_is_told_at_once()
    {
        await using var broker = await Api.StartAsync();
        await using var stream = await EventReader.OpenAsync(broker, "v1/events/stream?type=connected");
        await stream.OpenedAsync();
        await broker.ConnectAsync("c");
        var told = await stream.NextAsync();
        Assert.Equal(("event", "c"), (told!.Value.Type, told.Value.Data["client_id"].Text()));
    }

    [Fact]
    public async Task Only_so_many_events_and_clients_are_remembered()
    {
        await using var broker = await Api.StartAsync("[plugins.admin]\nevents = 4\nevents_per_client = 2\nevent_clients = 1");
        await broker.ConnectAsync("a");
        await UntilAsync(broker, "v1/events", 2); // OnConnected comes after the CONNACK
        await broker.ConnectAsync("b");
        var events = await UntilAsync(broker, "v1/events", 4);
        Assert.Equal(4, events.AsArray().Count);
        Assert.Empty((await broker.GetAsync("v1/clients/a/events"))["events"]!.AsArray());
        Assert.Equal(["connected", "session_created"], (await broker.GetAsync("v1/clients/b/events"))["events"].Texts("type"));
    }

    /// <summary>Hooks that tell of the end of a client run after what the client sees of it.</summary>
    private static async Task<System.Text.Json.Nodes.JsonNode> UntilAsync(TestBroker broker, string path, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var events = (await broker.GetAsync(path))["events"]!;
            if (events.AsArray().Count >= count) return events;
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}
