using System.Net;
using System.Text.Json.Nodes;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Traces;

public sealed class TraceTests
{
    [Fact]
    public async Task A_filter_is_traced_live_and_the_hooks_are_there_for_as_long()
    {
        await using var broker = await Api.StartAsync();
        var id = await StartAsync(broker, """{"topic_filter":"a/#","payload_bytes":3}""");
        Assert.Contains("OnMsgArrived", await HooksAsync(broker));
        await using var stream = await EventReader.OpenAsync(broker, $"v1/traces/{id}/stream");
        await stream.OpenedAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/+");
        await client.PublishAsync("other", "no");
        await client.PublishAsync("a/b", "hello");

        var records = new[] { await stream.NextAsync(), await stream.NextAsync() };
        Assert.Equal(["deliver c a/b", "publish_in c a/b"], records.Select(r => $"{r!.Value.Data["type"]} {r.Value.Data["client_id"]} {r.Value.Data["topic_name"]}").Order());
        Assert.Equal("""{"size":5,"text":"hel","json":false,"base64":"aGVs","truncated":true}""", records[0]!.Value.Data["payload"]!.ToJsonString());

        Assert.Equal("stopped", (await broker.PostAsync($"v1/traces/{id}/stop", ""))["trace"]!["state"].Text());
        Assert.Equal("ended", (await stream.NextAsync())!.Value.Type);
        await client.ReadAsync(3);
        Assert.False(await SeesAsync(broker, client));
    }

    [Fact]
    public async Task A_client_is_traced_with_all_that_happens_to_it_and_downloaded()
    {
        await using var broker = await Api.StartAsync();
        var id = await StartAsync(broker, """{"client_id":"c"}""");
        await (await broker.ConnectAsync("other")).PublishAsync("t", "x");
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("t");
        await client.PublishAsync("t", "x");
        await client.ReadAsync(3);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await broker.GetAsync($"v1/traces/{id}"))["trace"]!["records"]!.GetValue<int>() < 5) patience.Token.ThrowIfCancellationRequested();

        using var answer = await broker.Http.GetAsync($"v1/traces/{id}/download");
        Assert.Equal(("application/jsonl", "trace-1.jsonl"), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName));
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n').Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(("c", "test"), (lines[0]["trace"]!["client_id"].Text(), lines[0]["trace"]!["created_by"].Text()));
        Assert.Equal(["connected", "deliver", "publish_in", "session_created", "subscribed"], lines.Skip(1).Select(l => l["type"].Text()).Order());
        Assert.All(lines.Skip(1), l => Assert.Equal("c", l["client_id"].Text()));
    }

    [Fact]
    public async Task What_a_reader_was_too_late_for_is_counted()
    {
        await using var broker = await Api.StartAsync();
        var id = await StartAsync(broker, """{"topic_filter":"t"}""");
        var client = await broker.ConnectAsync("c");
        for (var i = 1; i <= 10_005; i++) await client.PublishAsync("t");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await broker.GetAsync($"v1/traces/{id}"))["trace"]!["records"]!.GetValue<int>() < 10_005) patience.Token.ThrowIfCancellationRequested();

        var trace = (await broker.GetAsync($"v1/traces/{id}"))["trace"]!;
        Assert.Equal((10_000, 5), (trace["held"]!.GetValue<int>(), trace["dropped"]!.GetValue<int>()));
        await using var stream = await EventReader.OpenAsync(broker, $"v1/traces/{id}/stream");
        var first = await stream.NextAsync();
        Assert.Equal(("dropped", 5), (first!.Value.Type, first.Value.Data["dropped"]!.GetValue<int>()));
        Assert.Equal(6, (await stream.NextAsync())!.Value.Data["seq"]!.GetValue<int>());
    }

    [Fact]
    public async Task It_ends_when_its_time_is_over()
    {
        await using var broker = await Api.StartAsync();
        var id = await StartAsync(broker, """{"topic_filter":"t","duration_seconds":5}""");
        var seconds = 0;
        while ((await broker.GetAsync($"v1/traces/{id}"))["trace"]!["state"].Text() == "running" && seconds++ < 600) await broker.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.InRange(seconds, 5, 599);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var client = await broker.ConnectAsync("c");
        while (await SeesAsync(broker, client)) patience.Token.ThrowIfCancellationRequested();
    }

    [Fact]
    public async Task There_are_no_more_than_eight()
    {
        await using var broker = await Api.StartAsync();
        for (var i = 0; i < 8; i++) await StartAsync(broker, $$"""{"client_id":"c{{i}}"}""");
        Assert.Equal(": there are 8 traces already: delete one", await broker.RefusalAsync(HttpMethod.Post, "v1/traces", """{"client_id":"c"}""", HttpStatusCode.TooManyRequests));
        await broker.DeleteAsync("v1/traces/3");
        Assert.Equal(7, (await broker.GetAsync("v1/traces"))["traces"]!.AsArray().Count);
        Assert.Equal("id: there is no trace '3'", await broker.RefusalAsync("v1/traces/3", HttpStatusCode.NotFound));
    }

    private static async Task<string> StartAsync(TestBroker broker, string body)
        => (await broker.SendAsync(HttpMethod.Post, "v1/traces", body, HttpStatusCode.Created))["trace"]!["id"].Text();

    private static async Task<List<string>> HooksAsync(TestBroker broker) => [.. (await broker.GetAsync("v1/plugins/admin"))["plugin"]!["hooks"].Texts("hook")];

    /// <summary>Whether the plugin is called for a message.</summary>
    private static async Task<bool> SeesAsync(TestBroker broker, RawClient client)
    {
        var before = Calls();
        await client.PublishAsync("some/topic", qos: 1, packetId: 9);
        await client.ReadAsync(4);
        return Calls() > before;

        long Calls() => broker.Plugins.List()[0].Hooks.Single(h => h.Hook == "OnMsgArrived").Calls;
    }
}
