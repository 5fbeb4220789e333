using System.Net.Http.Json;
using System.Text.Json;
using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed class OtherScreensTests(Plant plant)
{
    [Fact]
    public async Task A_plugin_is_reloaded_disabled_and_enabled()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("plugins");
        var plugin = tab.Page.GetByRole(AriaRole.Region, new() { Name = "hello-http" });
        await Assertions.Expect(plugin).ToContainTextAsync("/v1/hello");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Reload hello-http" }).ClickAsync();
        await Assertions.Expect(plugin).ToContainTextAsync("generation 2");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Disable hello-http" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Assertions.Expect(plugin.GetByText("Disabled", new() { Exact = true })).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Enable hello-http" }).ClickAsync();
        await Assertions.Expect(plugin.GetByText("Active", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_value_of_the_configuration_can_be_found()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("configuration");
        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("max_inflight");
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Configuration" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("mqtt.max_inflight");
    }

    [Fact]
    public async Task What_is_done_here_is_in_the_audit_log()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "audited");
        // The client's screen looks again now and then, and may find it gone before the next screen is there.
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker, expectedStatus: 404);
        await tab.GoAsync("clients/audited");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await device.Closed;
        await tab.GoAsync("audit");
        await tab.Page.GetByLabel("Action").SelectOptionAsync("Disconnect client");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "audited" })).ToContainTextAsync("done");
    }

    [Fact]
    public async Task The_client_in_the_page_publishes_and_receives()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("mqtt");
        await tab.Page.GetByLabel("Address").FillAsync($"ws://127.0.0.1:{plant.Broker.Port}/mqtt");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        var connection = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" });
        await Assertions.Expect(connection.GetByText("Connected", new() { Exact = true })).ToBeVisibleAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Subscribe", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.List, new() { Name = "Subscriptions of this page" })).ToContainTextAsync("hello/#");

        await tab.Page.GetByLabel("User properties").FillAsync("unit=celsius; room=12");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        var row = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Received messages" }).Locator("tbody tr");
        await Assertions.Expect(row).ToContainTextAsync("hello/world");
        await Assertions.Expect(row).ToContainTextAsync("\"unit\":\"celsius\"");
        await tab.ShootAsync("mqtt-connected-light");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Assertions.Expect(connection.GetByText("Not connected")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_that_the_browser_does_not_like_is_a_problem_and_no_connection()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("mqtt");
        await tab.Page.GetByLabel("Address").FillAsync("ws://127.0.0.1:99999/mqtt");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("Check the address and the credentials.")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" }).GetByText("Not connected")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_goes_while_the_client_is_loaded_leaves_no_connection(bool leavesTheScreen)
    {
        var clientId = $"page-left-{leavesTheScreen}";
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        var loaded = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/vendor/mqtt.js", async route =>
        {
            await loaded.Task;
            await route.ContinueAsync();
        });
        await tab.GoAsync("mqtt");
        await tab.Page.GetByLabel("Address").FillAsync($"ws://127.0.0.1:{plant.Broker.Port}/mqtt");
        await tab.Page.GetByLabel("Client ID").FillAsync(clientId);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        if (leavesTheScreen) await tab.GoAsync("configuration");
        else await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        loaded.SetResult();
        await tab.Page.EvaluateAsync("() => import('/dashboard/vendor/mqtt.js').then(() => new Promise(resolve => setTimeout(resolve, 500)))");
        var clients = await plant.Broker.Http.GetFromJsonAsync<JsonElement>(new Uri($"v1/clients?client_id={clientId}&connected=true", UriKind.Relative));
        Assert.Empty(clients.GetProperty("clients").EnumerateArray());
        if (!leavesTheScreen) await Assertions.Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" }).GetByText("Not connected")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_one_user_is_asked_is_gone_with_the_token()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("topics");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete by filter" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await tab.Page.EvaluateAsync("() => import('/dashboard/js/core/session.js').then(session => session.signOut())");
        await Assertions.Expect(tab.Page.Locator("input[name=token]")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator("dialog")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_address_that_is_no_screen_leads_back()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("no/such/screen");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "To the overview" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 })).ToBeVisibleAsync();
    }
}
