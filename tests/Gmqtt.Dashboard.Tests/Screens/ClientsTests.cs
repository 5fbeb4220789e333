using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;
using MQTTnet;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed class ClientsTests(Plant plant)
{
    [Fact]
    public async Task Search_and_filters_find_sessions_and_stay_in_the_address()
    {
        await using var online = await Device.ConnectAsync(plant.Broker.Port, "clients-find-on", "Plant-A");
        await using (await Device.ConnectAsync(plant.Broker.Port, "clients-find-off", keepsSession: true)) { }
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients");
        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("clients-find");
        await Assertions.Expect(Rows(tab)).ToHaveCountAsync(2);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Filters", Exact = true }).ClickAsync();
        await tab.Page.GetByLabel("State").SelectOptionAsync("Offline");
        await Assertions.Expect(Rows(tab)).ToHaveCountAsync(1);
        await Assertions.Expect(Rows(tab)).ToContainTextAsync("clients-find-off");
        Assert.Contains("search=clients-find&connected=false", tab.Page.Url, StringComparison.Ordinal);

        await tab.Page.ReloadAsync();
        await Assertions.Expect(Rows(tab)).ToHaveCountAsync(1);
        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("nobody-is-called-so");
        await Assertions.Expect(tab.Page.GetByText("No client fits these filters")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Chosen_clients_are_disconnected_with_the_reason()
    {
        await using var first = await Device.ConnectAsync(plant.Broker.Port, "clients-bulk-1");
        await using var second = await Device.ConnectAsync(plant.Broker.Port, "clients-bulk-2");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients?search=clients-bulk");
        await Assertions.Expect(Rows(tab)).ToHaveCountAsync(2);
        await tab.Page.GetByLabel("Select all rows of this page").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Disconnect 2 client(s)?" });
        await dialog.GetByLabel("Reason").FillAsync("moving to another broker");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();

        foreach (var device in new[] { first, second })
        {
            var end = await device.Closed;
            Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, end.Reason);
            Assert.Equal("moving to another broker", end.ReasonString);
        }

        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Disconnected: 2" })).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByText("No client fits these filters")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Columns_can_be_chosen_and_the_choice_is_remembered()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "clients-columns");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients?search=clients-columns");
        var column = tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Keep alive" });
        await Assertions.Expect(column).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        await tab.Page.GetByLabel("Keep alive").CheckAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(column).ToBeVisibleAsync();
        await tab.Page.ReloadAsync();
        await Assertions.Expect(column).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_export_has_all_pages_and_no_formula()
    {
        await using var formula = await Device.ConnectAsync(plant.Broker.Port, "=cmd|' /C calc'!A0,\"clients-export\"");
        await using var plain = await Device.ConnectAsync(plant.Broker.Port, "clients-export-2");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients?search=clients-export");
        await Assertions.Expect(Rows(tab)).ToHaveCountAsync(2);
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Button, new() { Name = "Export as CSV" }).ClickAsync());
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.StartsWith("Client ID,State,Username,Version", lines[0].TrimStart('\ufeff'), StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("\"'=cmd|' /C calc'!A0,\"\"clients-export\"\"\",connected", lines[1], StringComparison.Ordinal);
    }

    private static ILocator Rows(Tab tab) => tab.Page.GetByRole(AriaRole.Table, new() { Name = "Clients" }).Locator("tbody tr");
}
