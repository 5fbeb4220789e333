using System.Text.RegularExpressions;
using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed partial class OverviewTests(Plant plant)
{
    [Fact]
    public async Task Traffic_is_seen_in_the_live_figures_and_charts()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "overview-1");
        await device.SubscribeAsync("overview/#");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await Assertions.Expect(tab.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();

        using var stop = new CancellationTokenSource();
        var traffic = PublishAsync(device, stop.Token);
        var chart = tab.Page.GetByRole(AriaRole.Img, new() { NameRegex = MessagesPerSecond() });
        await Assertions.Expect(chart).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator(".uplot canvas")).ToHaveCountAsync(8);
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Connected" }).First).ToContainTextAsync(SomeCount());
        await stop.CancelAsync();
        await traffic;
    }

    [Fact]
    public async Task An_hour_and_a_day_come_from_the_brokers_memory()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        foreach (var range in new[] { "1 hour", "24 hours", "15 min live" })
        {
            var button = tab.Page.GetByRole(AriaRole.Button, new() { Name = range });
            await button.ClickAsync();
            await Assertions.Expect(button).ToHaveAttributeAsync("aria-pressed", "true");
        }

        await Assertions.Expect(tab.Page.Locator(".uplot canvas")).ToHaveCountAsync(8);
    }

    [Fact]
    public async Task A_client_with_a_queue_is_among_those_to_look_at()
    {
        await Device.AwayAsync(plant.Broker, "overview-behind", "overview/behind");
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "overview-2");
        await device.PublishAsync("overview/behind", "waits");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "overview-behind" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "overview-behind" })).ToBeVisibleAsync();
    }

    private static async Task PublishAsync(Device device, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) await device.PublishAsync("overview/a", "x");
    }

    [GeneratedRegex(@"^Messages per second: In [1-9]")]
    private static partial Regex MessagesPerSecond();

    [GeneratedRegex("[1-9]")]
    private static partial Regex SomeCount();
}
