using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed class TraceTests(Plant plant)
{
    [Fact]
    public async Task A_trace_shows_messages_as_they_pass_and_can_be_taken_home()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "trace-device");
        await device.SubscribeAsync("trace/#");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("trace");
        await tab.Page.GetByLabel("Topic filter").FillAsync("trace/#");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start a trace" }).ClickAsync();
        var records = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Records" });
        await Assertions.Expect(records.GetByText("Live")).ToBeVisibleAsync();

        await device.PublishAsync("trace/one", "first");
        var rows = records.Locator("tbody tr");
        await Assertions.Expect(rows.Filter(new() { HasText = "In" }).Filter(new() { HasText = "trace/one" })).ToHaveCountAsync(1);
        await Assertions.Expect(rows.Filter(new() { HasText = "Out" }).Filter(new() { HasText = "trace-device" })).ToHaveCountAsync(1);
        await tab.ShootAsync("trace-records-light", whole: false);

        await records.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await device.PublishAsync("trace/two", "second");
        await Assertions.Expect(records.GetByText("Paused")).ToBeVisibleAsync();
        await Assertions.Expect(rows.Filter(new() { HasText = "trace/two" })).ToHaveCountAsync(0);
        await records.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(rows.Filter(new() { HasText = "trace/two" }).First).ToBeVisibleAsync();
        await records.GetByRole(AriaRole.Searchbox).FillAsync("second");
        await Assertions.Expect(rows.Filter(new() { HasText = "trace/one" })).ToHaveCountAsync(0);

        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Button, new() { Name = "Download as JSON lines" }).ClickAsync());
        Assert.Contains(await File.ReadAllLinesAsync(await download.PathAsync()), line => line.Contains("trace/two", StringComparison.Ordinal));

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete trace" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByText("Nothing is traced")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_cannot_be_traced_is_told_at_the_form()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker, expectedStatus: 400);
        await tab.GoAsync("trace");
        await tab.Page.GetByLabel("Topic filter").FillAsync("bad/#/filter");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Start a trace" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByLabel("Topic filter")).ToHaveAttributeAsync("aria-invalid", "true");
    }
}
