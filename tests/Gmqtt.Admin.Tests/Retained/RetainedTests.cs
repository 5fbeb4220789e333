using System.Net;
using System.Text;
using Gmqtt.Messages;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Retained;

public sealed class RetainedTests
{
    [Fact]
    public async Task They_are_listed_by_topic_in_pages_with_filter_and_search()
    {
        await using var broker = await Api.StartAsync();
        foreach (var topic in new[] { "b/2", "a/1", "b/1", "c", "$SYS/x" }) await KeepAsync(broker, topic, "x"u8.ToArray());

        var first = await broker.GetAsync("v1/retained?page_size=2");
        Assert.Equal(["a/1", "b/1"], first["retained"].Texts("topic_name"));
        Assert.Equal(4, first["total_count"]!.GetValue<int>());
        var second = await broker.GetAsync($"v1/retained?page_size=2&after={first["next"]}");
        Assert.Equal(["b/2", "c"], second["retained"].Texts("topic_name"));
        Assert.Null(second["next"]);
        Assert.Equal(["b/2", "c"], (await broker.GetAsync("v1/retained?page_size=2&page=2"))["retained"].Texts("topic_name"));
        Assert.Equal(["b/1", "b/2"], (await broker.GetAsync("v1/retained?filter=b/%23"))["retained"].Texts("topic_name"));
        Assert.Equal(["$SYS/x"], (await broker.GetAsync("v1/retained?filter=$SYS/%23"))["retained"].Texts("topic_name"));
        var found = await broker.GetAsync("v1/retained?search=B/2");
        Assert.Equal((1, "b/2"), (found["total_count"]!.GetValue<int>(), found["retained"]![0]!["topic_name"].Text()));
    }

    [Fact]
    public async Task A_payload_is_shown_as_what_it_is()
    {
        await using var broker = await Api.StartAsync();
        await KeepAsync(broker, "json", """{"a":1}"""u8.ToArray());
        await KeepAsync(broker, "text", Encoding.UTF8.GetBytes("grüß Gott"));
        await KeepAsync(broker, "bytes", [0xFF, 0x00]);

        Assert.Equal("""{"size":7,"text":"{\u0022a\u0022:1}","json":true,"base64":"eyJhIjoxfQ==","truncated":false}""", await PayloadAsync("json"));
        Assert.Equal("""{"size":2,"text":null,"json":false,"base64":"/wA=","truncated":false}""", await PayloadAsync("bytes"));
        // A character that is cut in two is left out.
        Assert.Equal("""{"size":11,"text":"gr","json":false,"base64":"Z3LD","truncated":true}""", await PayloadAsync("text&payload_limit=3"));

        async Task<string> PayloadAsync(string topic) => (await broker.GetAsync($"v1/retained/message?topic_name={topic}"))["message"]!["payload"]!.ToJsonString();
    }

    [Fact]
    public async Task One_is_deleted()
    {
        await using var broker = await Api.StartAsync();
        await KeepAsync(broker, "a/b", "x"u8.ToArray());
        Assert.Equal("""{"deleted":true}""", (await broker.DeleteAsync("v1/retained/message?topic_name=a/b")).ToJsonString());
        Assert.Equal("topic_name: there is no retained message of topic 'a/b'", await broker.RefusalAsync(HttpMethod.Delete, "v1/retained/message?topic_name=a/b", null, HttpStatusCode.NotFound));
        Assert.Equal("topic_name: there is no retained message of topic 'a/b'", await broker.RefusalAsync("v1/retained/message?topic_name=a/b", HttpStatusCode.NotFound));
        Assert.Equal("topic_name: is needed", await broker.RefusalAsync("v1/retained/message"));
    }

    [Fact]
    public async Task Many_are_counted_before_they_are_deleted()
    {
        await using var broker = await Api.StartAsync();
        for (var i = 0; i < 150; i++) await KeepAsync(broker, $"a/{i:000}", "x"u8.ToArray());
        await KeepAsync(broker, "b", "x"u8.ToArray());

        var dry = await broker.PostAsync("v1/retained/delete", """{"filter":"a/+","dry_run":true}""");
        Assert.Equal((150, 0, 100, "a/000"), (dry["matched"]!.GetValue<int>(), dry["deleted"]!.GetValue<int>(), dry["topics"]!.AsArray().Count, dry["topics"]![0].Text()));
        Assert.Equal(151, broker.Services.RetainedService.Count);
        var wet = await broker.PostAsync("v1/retained/delete", """{"filter":"a/+"}""");
        Assert.Equal((150, 150), (wet["matched"]!.GetValue<int>(), wet["deleted"]!.GetValue<int>()));
        Assert.Equal(1, broker.Services.RetainedService.Count);
        Assert.Equal(["retained.delete_filter"], (await broker.GetAsync("v1/audit"))["entries"].Texts("action")); // the dry run changed nothing
    }

    private static async Task KeepAsync(TestBroker broker, string topic, byte[] payload)
        => Assert.True(await broker.Services.RetainedService.SetAsync(new Message { TopicName = topic, Payload = payload }));
}
