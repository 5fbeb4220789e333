using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

/// <summary>The screens of the auth plugin, with it and without it.</summary>
[Collection(InPlant.Name)]
public sealed class AccessTests(Plant plant)
{
    [Theory]
    [InlineData("access")]
    [InlineData("clients/access-none?tab=explain")]
    public async Task Without_the_plugin_the_screen_says_how_to_have_it(string place)
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "access-none");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync(place);
        await Assertions.Expect(tab.Page.GetByText("The auth plugin is not loaded")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByText("[plugins.auth]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_bench_names_the_rule_that_decides_and_a_changed_rule_decides_anew()
    {
        await using var broker = await StartAsync();
        await using var tab = await Tab.SignedInAsync(plant.Chromium, broker);
        await AskAsync(tab, "press", "plant", "plant/press/state");
        await Assertions.Expect(tab.Page.GetByText("Allowed", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "own-will" }).First).ToContainTextAsync("rules.yml:");
        await AskAsync(tab, "press", "plant", "plant/oven/state");
        await Assertions.Expect(tab.Page.GetByText("Denied", new() { Exact = true })).ToBeVisibleAsync();

        await tab.Page.GetByRole(AriaRole.Tab, new() { Name = "Rules" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Edit own-will" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Topics").FillAsync("plant/%c/#, plant/oven/#");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "own-will" })).ToContainTextAsync("plant/oven/#");
        await AskAsync(tab, "press", "plant", "plant/oven/state");
        await Assertions.Expect(tab.Page.GetByText("Allowed", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_rule_is_added_moved_up_and_deleted()
    {
        await using var broker = await StartAsync();
        await using var tab = await Tab.SignedInAsync(plant.Chromium, broker);
        await tab.GoAsync("access");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("night");
        await dialog.GetByLabel("Effect").SelectOptionAsync("Deny");
        await dialog.GetByLabel("Topics").FillAsync("plant/#");
        await dialog.GetByLabel("Client IDs").FillAsync("press");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Rules" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(5);
        await Assertions.Expect(rows.Nth(4)).ToContainTextAsync("night");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Move up night" }).ClickAsync();
        await Assertions.Expect(rows.Nth(3)).ToContainTextAsync("night");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete night" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task An_account_is_made_and_can_log_in()
    {
        await using var broker = await StartAsync();
        await using var tab = await Tab.SignedInAsync(plant.Chromium, broker);
        await tab.GoAsync("access?tab=accounts");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Username").FillAsync("new-one");
        await dialog.GetByLabel("Password").FillAsync("its password");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "new-one" })).ToContainTextAsync("argon2id");
        await using var device = await Device.ConnectAsync(broker.Port, "new-device", "new-one", "its password");
    }

    [Fact]
    public async Task A_banned_client_is_sent_away_and_let_in_again_when_the_ban_is_lifted()
    {
        await using var broker = await StartAsync();
        await using var device = await Device.ConnectAsync(broker.Port, "ban-me", "plant", Secured.Password);
        // The client's screen looks again when the ban is set, and may find the session gone by then.
        await using var tab = await Tab.SignedInAsync(plant.Chromium, broker, expectedStatus: 404);
        await tab.GoAsync("clients/ban-me");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Ban" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("sends rubbish");
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Ban" }).ClickAsync();
        await device.Closed;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Device.ConnectAsync(broker.Port, "ban-me", "plant", Secured.Password));
        Assert.Equal("refused: Banned", refused.Message);

        await tab.GoAsync("access?tab=bans");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "ban-me" })).ToContainTextAsync("sends rubbish");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Lift ban-me" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("Nobody is banned")).ToBeVisibleAsync();
        await using var again = await Device.ConnectAsync(broker.Port, "ban-me", "plant", Secured.Password);
    }

    private static Task<Gmqttd> StartAsync() => Gmqttd.StartAsync(["admin", "auth"], Secured.Configuration, Secured.Prepare);

    private static async Task AskAsync(Tab tab, string clientId, string username, string topic)
    {
        await tab.GoAsync("access?tab=bench");
        await tab.Page.GetByLabel("Client ID").FillAsync(clientId);
        await tab.Page.GetByLabel("Username").FillAsync(username);
        await tab.Page.GetByLabel("Topic name").FillAsync(topic);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
    }
}
