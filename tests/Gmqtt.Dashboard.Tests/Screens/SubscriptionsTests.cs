using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed class SubscriptionsTests(Plant plant)
{
    [Fact]
    public async Task Who_gets_a_topic_is_answered_before_it_is_published()
    {
        await using var near = await Device.ConnectAsync(plant.Broker.Port, "subs-near");
        await near.SubscribeAsync("subs/+/level");
        await using var far = await Device.ConnectAsync(plant.Broker.Port, "subs-far");
        await far.SubscribeAsync("subs/other");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("subscriptions?tab=search");
        await Assertions.Expect(tab.Page.GetByText("Who would get a message?")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Topic name").FillAsync("subs/7/level");
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Who gets a topic" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("subs-near");
    }

    [Fact]
    public async Task All_subscriptions_of_a_client_are_listed()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "subs-list");
        await device.SubscribeAsync("list/a", 0);
        await device.SubscribeAsync("list/b", 2);
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("subscriptions");
        await tab.Page.GetByLabel("Only of client ID").FillAsync("subs-list");
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Subscriptions" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(2);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "QoS" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "QoS" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Columnheader, new() { Name = "QoS" })).ToHaveAttributeAsync("aria-sort", "descending");
        await Assertions.Expect(rows.First).ToContainTextAsync("list/b");
    }

    [Fact]
    public async Task A_shared_group_shows_its_members()
    {
        await using var one = await Device.ConnectAsync(plant.Broker.Port, "shared-one");
        await one.SubscribeAsync("$share/workers/jobs/#");
        await Device.AwayAsync(plant.Broker, "shared-two", "$share/workers/jobs/#");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("subscriptions?tab=shared");
        var group = tab.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "workers" });
        await Assertions.Expect(group.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "shared-one" })).ToContainTextAsync("Connected");
        await Assertions.Expect(group.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "shared-two" })).ToContainTextAsync("Offline");
    }
}
