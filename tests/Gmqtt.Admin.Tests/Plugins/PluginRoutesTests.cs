using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Plugins;

public sealed class PluginRoutesTests
{
    [Fact]
    public async Task Plugins_are_listed_with_their_hooks()
    {
        await using var broker = await Api.StartAsync();
        await broker.ConnectAsync("c");
        var plugin = (await broker.GetAsync("v1/plugins"))["plugins"]!.AsArray().Single(p => p!["name"].Text() == "admin")!;
        Assert.Equal(("admin", "active", 1, 0), (plugin["name"].Text(), plugin["state"].Text(), plugin["generation"]!.GetValue<int>(), plugin["faults"]!.GetValue<int>()));
        var hook = plugin["hooks"]!.AsArray().Single(h => h!["hook"].Text() == "OnConnected")!;
        Assert.Equal((1, 0), (hook["calls"]!.GetValue<int>(), hook["faults"]!.GetValue<int>()));
        Assert.Equal("admin", (await broker.GetAsync("v1/plugins/admin"))["plugin"]!["name"].Text());
        Assert.Contains("""{"hook":"OnClosed","chain":["admin"]}""", (await broker.GetAsync("v1/hooks")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("name: there is no plugin 'x'", await broker.RefusalAsync("v1/plugins/x", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task No_hook_is_called_for_each_message_while_nobody_traces()
    {
        await using var broker = await Api.StartAsync();
        var hooks = (await broker.GetAsync("v1/plugins/admin"))["plugin"]!["hooks"].Texts("hook").ToList();
        Assert.DoesNotContain("OnMsgArrived", hooks);
        Assert.DoesNotContain("OnDelivered", hooks);
        Assert.DoesNotContain("OnDeliver", hooks);
    }

    [Fact]
    public async Task It_reloads_itself_and_says_that_it_has_begun()
    {
        await using var broker = await Api.StartAsync();
        Assert.Equal("""{"result":"begun"}""", (await broker.SendAsync(HttpMethod.Post, "v1/plugins/admin/reload", null, HttpStatusCode.Accepted)).ToJsonString());
        await TestBroker.UntilAsync(() => broker.Plugins.List()[0].Generation == 2);
        Assert.Equal(2, (await broker.GetAsync("v1/plugins/admin"))["plugin"]!["generation"]!.GetValue<int>());
        Assert.Equal("name: there is no plugin 'x'", await broker.RefusalAsync(HttpMethod.Post, "v1/plugins/x/reload", null, HttpStatusCode.NotFound));
        Assert.Equal(["plugin.reload", "plugin.reload"], (await broker.GetAsync("v1/audit"))["entries"].Texts("action"));
    }
}
