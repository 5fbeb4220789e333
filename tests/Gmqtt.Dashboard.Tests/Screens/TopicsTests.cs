using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed class TopicsTests(Plant plant)
{
    [Fact]
    public async Task A_retained_payload_is_shown_as_json_text_and_bytes()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "topics-1");
        await device.PublishAsync("topics/json", """{"t":21.5}""", retain: true);
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("topics?search=topics/json");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "topics/json" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Locator("pre")).ToContainTextAsync("\"t\": 21.5");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Text" }).ClickAsync();
        await Assertions.Expect(dialog.Locator("pre")).ToHaveTextAsync("""{"t":21.5}""");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Hex" }).ClickAsync();
        await Assertions.Expect(dialog.Locator("pre")).ToContainTextAsync("000000  7b 22 74 22 3a");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Base64" }).ClickAsync();
        await Assertions.Expect(dialog.Locator("pre")).ToHaveTextAsync("eyJ0IjoyMS41fQ==");
    }

    [Fact]
    public async Task Deleting_by_filter_shows_first_what_would_go()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "topics-2");
        await device.PublishAsync("purge/a", "1", retain: true);
        await device.PublishAsync("purge/b/c", "2", retain: true);
        await device.PublishAsync("purged-not", "3", retain: true);
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("topics?search=purge");
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Retained topics" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(3);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete by filter" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Topic filter").FillAsync("purge/#");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show what would go" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("2 retained messages would be deleted.");
        await Assertions.Expect(dialog).ToContainTextAsync("purge/b/c");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await tab.ShootAsync("topics-delete-light", whole: false);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete by filter" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("purged-not");
    }

    [Fact]
    public async Task Enter_shows_first_what_would_go_and_deletes_then()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "topics-4");
        await device.PublishAsync("entered/a", "1", retain: true);
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("topics?search=entered");
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Retained topics" }).Locator("tbody tr");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete by filter" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Topic filter").FillAsync("entered/#");
        await dialog.GetByLabel("Topic filter").PressAsync("Enter");
        await Assertions.Expect(dialog).ToContainTextAsync("1 retained messages would be deleted.");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await dialog.GetByLabel("Topic filter").PressAsync("Enter");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(rows).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_answer_for_another_filter_is_not_shown()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await tab.Page.RouteAsync("**/v1/retained/delete", async route =>
        {
            asked.TrySetResult();
            await answer.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = """{"matched":7,"deleted":0,"topics":[]}""" });
        });
        await tab.GoAsync("topics");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete by filter" }).ClickAsync();
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Topic filter").FillAsync("one/#");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Show what would go" }).ClickAsync();
        await asked.Task;
        await dialog.GetByLabel("Topic filter").FillAsync("another/#");
        var answered = tab.Page.WaitForResponseAsync("**/v1/retained/delete");
        answer.SetResult();
        await (await answered).FinishedAsync();
        await tab.Page.EvaluateAsync("() => new Promise(resolve => setTimeout(resolve, 300))");
        await Assertions.Expect(dialog).Not.ToContainTextAsync("would be deleted");
    }

    [Fact]
    public async Task A_chosen_message_is_deleted()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "topics-3");
        await device.PublishAsync("single/odd?name", "1", retain: true);
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("topics?search=single/");
        await tab.Page.GetByLabel("Select single/odd?name").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("No retained message fits")).ToBeVisibleAsync();
    }
}
