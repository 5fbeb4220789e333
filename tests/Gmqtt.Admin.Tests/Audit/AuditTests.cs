using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Audit;

public sealed class AuditTests
{
    [Fact]
    public async Task Who_changed_what_is_written_down_with_its_result()
    {
        await using var broker = await Api.StartAsync();
        await broker.ConnectAsync("c");
        await broker.DeleteAsync("v1/clients/c?reason=maintenance");
        await broker.RefusalAsync(HttpMethod.Post, "v1/publish", """{"topic_name":"a/#"}""");
        await broker.GetAsync("v1/clients");

        var entries = (await broker.GetAsync("v1/audit"))["entries"]!.AsArray();

        Assert.Equal(2, entries.Count);
        Assert.Equal(("publish", "a/#", "refused", "400"), (entries[0]!["action"].Text(), entries[0]!["target"].Text(), entries[0]!["result"].Text(), entries[0]!["status"].Text()));
        Assert.Equal(("2", "1"), (entries[0]!["id"].Text(), entries[1]!["id"].Text()));
        Assert.Equal(
            ("client.disconnect", "c", "ok", "200", "test", "admin", "maintenance"),
            (entries[1]!["action"].Text(), entries[1]!["target"].Text(), entries[1]!["result"].Text(), entries[1]!["status"].Text(), entries[1]!["who"].Text(), entries[1]!["role"].Text(), entries[1]!["detail"].Text()));
        Assert.StartsWith("127.0.0.1:", entries[1]!["remote_addr"].Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_read_in_pages_and_survives_a_reload()
    {
        await using var broker = await Api.StartAsync();
        for (var i = 0; i < 5; i++) await broker.PostAsync("v1/publish", $$"""{"topic_name":"t{{i}}"}""");
        Assert.Null(await broker.Plugins.ReloadAsync("admin"));
        await broker.PostAsync("v1/publish", """{"topic_name":"t5"}""");

        var first = await broker.GetAsync("v1/audit?page_size=4");
        Assert.Equal(["t5", "t4", "t3", "t2"], first["entries"].Texts("target"));
        Assert.Equal(["t1", "t0"], (await broker.GetAsync($"v1/audit?page_size=4&after={first["next"]}"))["entries"].Texts("target"));
        Assert.Empty((await broker.GetAsync("v1/audit?who=somebody"))["entries"]!.AsArray());
    }

    [Fact]
    public async Task Who_may_only_look_leaves_no_trace_and_changes_nothing()
    {
        await using var broker = await Api.StartAsync();
        using var viewer = broker.Caller(TestBroker.ViewerApiToken);
        using var answer = await viewer.DeleteAsync("v1/clients/c");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty((await broker.GetAsync("v1/audit"))["entries"]!.AsArray());
    }
}
