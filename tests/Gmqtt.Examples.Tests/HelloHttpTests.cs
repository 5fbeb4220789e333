using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Examples.Tests;

[Collection("unloading")]
public sealed class HelloHttpTests
{
    [Fact]
    public async Task Its_routes_tell_who_is_connected_and_publish()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/hello-http");
        var client = await broker.ConnectAsync("c1");
        await client.SubscribeAsync("greetings/#");

        Assert.Equal("""{"clients":["c1"]}""", await broker.Http.GetStringAsync("v1/hello/clients"));

        using var body = new StringContent("good morning");
        using var answer = await broker.Http.PostAsync("v1/hello/greetings/today", body);
        Assert.Equal("reached 1", await answer.Content.ReadAsStringAsync());
        var message = await client.ReadAsync(3);
        Assert.Equal(("greetings/today", "good morning"), (message.Topic, message.Payload));
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task It_greets_strangers_and_tells_them_nothing_else()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/hello-http");
        using var stranger = new HttpClient { BaseAddress = broker.Http.BaseAddress };

        Assert.Equal("hello", await stranger.GetStringAsync("v1/hello"));
        using var clients = await stranger.GetAsync("v1/hello/clients");
        using var publish = await stranger.PostAsync("v1/hello/a", null);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (clients.StatusCode, publish.StatusCode));
    }

    [Fact]
    public async Task A_topic_that_is_none_is_a_bad_request()
    {
        await using var broker = await TestBroker.FromFolderAsync("plugins-under-test/hello-http");
        using var body = new StringContent("text");
        using var answer = await broker.Http.PostAsync("v1/hello/all/%23", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("access-control")]
    [InlineData("rewriter")]
    [InlineData("hello-http")]
    public async Task Each_example_lets_go_of_its_memory(string name)
    {
        await using var broker = await TestBroker.FromFolderAsync($"plugins-under-test/{name}");
        if (name == "hello-http") await broker.Http.GetStringAsync("v1/hello/clients");
        await broker.AssertUnloadsAsync(name);
    }
}
