using System.Text.RegularExpressions;
using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

/// <summary>A token that may look and change nothing: nothing is offered that the broker would refuse.</summary>
[Collection(InPlant.Name)]
public sealed partial class ViewerTests(Plant plant)
{
    private const string Token = "a-token-that-may-look-and-no-more";

    private static readonly string[] Places =
    [
        "clients", "clients/watched", "clients/watched?tab=subscriptions", "clients/watched?tab=queue", "topics", "trace", "access", "access?tab=accounts", "access?tab=roles", "access?tab=groups",
        "access?tab=bans", "plugins", "subscriptions", "configuration", "audit", "overview",
    ];

    [Fact]
    public async Task Who_may_look_is_offered_nothing_that_changes_and_is_refused_nothing()
    {
        await using var broker = await StartAsync();
        await using var device = await Device.ConnectAsync(broker.Port, "watched", "plant", Secured.Password);
        await device.SubscribeAsync("plant/#");
        await device.PublishAsync("plant/watched/state", "on", retain: true);

        // What there would be to change is seen by an administrator, so that the test cannot look for the wrong words.
        Assert.True((await WalkAsync(broker, broker.Token, "admin")).Count > 20);
        Assert.Empty(await WalkAsync(broker, Token, "viewer"));
    }

    [Fact]
    public async Task Who_may_look_is_told_so_and_can_read_a_message_and_ask_why()
    {
        await using var broker = await StartAsync();
        await using var device = await Device.ConnectAsync(broker.Port, "watched", "plant", Secured.Password);
        await device.PublishAsync("plant/watched/state", "on", retain: true);
        await using var tab = await Tab.SignedInAsync(plant.Chromium, broker, token: Token);
        await tab.Page.ReloadAsync();
        await Assertions.Expect(tab.Page.GetByText("Read only", new() { Exact = true })).ToBeVisibleAsync();

        await tab.GoAsync("topics");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "plant/watched/state" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByText("2 B")).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToHaveCountAsync(0);
        await tab.Page.Keyboard.PressAsync("Escape");

        await tab.GoAsync("clients/watched?tab=explain");
        await tab.Page.GetByLabel("Topic name").FillAsync("plant/watched/state");
        await tab.Page.Locator("main form button[type=submit]").ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("Allowed", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>What every screen offers to change, as "screen: name".</summary>
    private async Task<List<string>> WalkAsync(Gmqttd broker, string token, string who)
    {
        var found = new List<string>();
        await using var tab = await Tab.SignedInAsync(plant.Chromium, broker, token: token);
        foreach (var place in Places)
        {
            await tab.GoAsync(place);
            foreach (var button in await tab.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).AllAsync())
            {
                var name = await button.GetAttributeAsync("aria-label") ?? await button.InnerTextAsync();
                if (Changes().IsMatch(name)) found.Add($"{place}: {name}");
            }

            if (await tab.Page.GetByRole(AriaRole.Main).Locator("th input[type=checkbox]").CountAsync() > 0) found.Add($"{place}: rows can be picked");
            if (place is "clients" or "access" or "trace") await tab.ShootAsync($"{who}-{place}");
        }

        return found;
    }

    private static Task<Gmqttd> StartAsync() => Gmqttd.StartAsync(
        ["admin", "auth"], $"{Secured.Configuration}\n[[api.tokens]]\nname = \"guest\"\nrole = \"viewer\"\ntoken_file = \"viewer-token\"\n", folder =>
        {
            Secured.Prepare(folder);
            var file = Path.Combine(folder, "viewer-token");
            File.WriteAllText(file, Token);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        });

    [GeneratedRegex("^(Add|Edit|Delete|Move|Disconnect|End|Terminate|Ban|Reload|Enable|Disable|Lift|Start|Stop|Remove|Subscribe|Unsubscribe)\\b")]
    private static partial Regex Changes();
}
