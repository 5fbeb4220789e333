using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Operations;

public sealed class OperationTests
{
    [Fact]
    public async Task Anybody_may_ask_whether_it_is_well_and_learns_no_more()
    {
        await using var broker = await Api.StartAsync();
        using var stranger = broker.Caller();
        Assert.Equal("""{"status":"ok"}""", await stranger.GetStringAsync("healthz"));
        Assert.Equal("""{"status":"ready","checks":[]}""", await stranger.GetStringAsync("readyz"));
        Assert.Equal("""{"status":"ready","conditions":[]}""", (await broker.GetAsync("v1/health")).ToJsonString());
    }

    [Fact]
    public async Task Whose_token_it_is()
    {
        await using var broker = await Api.StartAsync();
        var me = await broker.GetAsync("v1/whoami");
        Assert.Equal(("test", "admin", "2026-01-01T00:00:00Z"), (me["name"].Text(), me["role"].Text(), me["now"].Text()));
        using var viewer = broker.Caller(TestBroker.ViewerApiToken);
        Assert.Contains("\"name\":\"viewer\",\"role\":\"viewer\"", await viewer.GetStringAsync("v1/whoami"), StringComparison.Ordinal);
        using var wrong = broker.Caller("wrong");
        using var answer = await wrong.GetAsync("v1/whoami");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Configuration_and_listeners_are_lists()
    {
        await using var broker = await Api.StartAsync();
        Assert.Empty((await broker.GetAsync("v1/config"))["values"]!.AsArray()); // this broker has no file
        Assert.NotNull((await broker.GetAsync("v1/listeners"))["listeners"]);
    }
}
