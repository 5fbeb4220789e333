using System.Net;

namespace Gmqtt.Admin.Tests.Publishing;

public sealed class PublishRoutesTests
{
    [Fact]
    public async Task All_of_a_message_arrives()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a/b", 2);
        var answer = await broker.PostAsync("v1/publish", """
            {"topic_name":"a/b","payload":"hello","qos":1,"content_type":"text/plain","correlation_data":"42","message_expiry":60,"payload_format":1,"response_topic":"r",
             "user_properties":[{"K":"aw==","V":"dg=="}],"user_properties_text":[{"name":"n","value":"w"}]}
            """);
        Assert.Equal("""{"matched":1,"stored":false}""", answer.ToJsonString());
        var message = await client.ReadAsync(3);
        Assert.Equal(("hello", 1, "text/plain", "42", 60L, 1L, "r"), (message.Payload, message.QoS, message.Text(3), message.Text(9), message.Number(2), message.Number(1), message.Text(8)));
        Assert.Equal([("k", "v"), ("n", "w")], message.UserProperties);
    }

    [Fact]
    public async Task Any_bytes_are_published_as_base64()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("a");
        await broker.PostAsync("v1/publish", """{"topic_name":"a","payload_base64":"/wAB","correlation_data_base64":"/w=="}""");
        Assert.Equal([0xFF, 0x00, 0x01], (await client.ReadAsync(3)).PayloadBytes);
    }

    [Fact]
    public async Task A_retained_message_is_seen_by_a_later_mosquitto_sub()
    {
        await using var broker = await Api.StartAsync();
        var address = await broker.ListenAsync();
        Assert.True((await broker.PostAsync("v1/publish", """{"topic_name":"state/door","payload":"open","qos":1,"retained":true}"""))["stored"]!.GetValue<bool>());
        var (code, output) = await Mosquitto.SubscribeAsync(address, "-t", "state/#", "-C", "1", "-W", "20", "-F", "%t %p %r");
        Assert.Equal((0, "state/door open 1"), (code, output.Trim()));

        await broker.PostAsync("v1/publish", """{"topic_name":"state/door","retained":true}""");
        Assert.Null(broker.Services.RetainedService.Get("state/door"));
    }

    [Fact]
    public async Task What_is_too_large_is_413()
    {
        await using var broker = await Api.StartAsync();
        var problem = await broker.SendAsync(HttpMethod.Post, "v1/publish", $$"""{"topic_name":"a","payload":"{{new string('x', 1024 * 1024)}}"}""", HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal(413, problem["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_body_has_to_say_that_it_is_JSON()
    {
        await using var broker = await Api.StartAsync();
        using var form = new FormUrlEncodedContent([new("topic_name", "a")]);
        using var answer = await broker.Http.PostAsync("v1/publish", form);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }
}
