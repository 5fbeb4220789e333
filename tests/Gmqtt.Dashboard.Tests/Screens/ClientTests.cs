using System.Globalization;
using System.Text.Json;
using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;
using MQTTnet;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed class ClientTests(Plant plant)
{
    [Fact]
    public async Task A_session_shows_what_the_client_agreed_on()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "client-facts", "bob", will: ("client/gone", "bye"));
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients/client-facts");
        var connection = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Connection" });
        await Assertions.Expect(connection).ToContainTextAsync("bob");
        await Assertions.Expect(connection).ToContainTextAsync("room = 12");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Region, new() { Name = "Will" })).ToContainTextAsync("client/gone");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Table, new() { Name = "Packets of this session" })).ToContainTextAsync("CONNECT");
    }

    [Fact]
    public async Task A_subscription_can_be_added_and_removed_for_the_client()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "client-editor");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker, expectedStatus: 400);
        await tab.GoAsync("clients/client-editor?tab=subscriptions");
        await Assertions.Expect(tab.Page.GetByText("This session has no subscription")).ToBeVisibleAsync();
        await tab.Page.GetByLabel("Topic filter").FillAsync("editor/#/bad");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Add subscription" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();

        await tab.Page.GetByLabel("Topic filter").FillAsync("editor/#");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Add subscription" }).ClickAsync();
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Subscriptions" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToContainTextAsync("editor/#");

        await tab.Page.GetByLabel("Select editor/#").CheckAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Unsubscribe" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Unsubscribe" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_client_whose_name_is_a_step_in_a_path_is_shown_and_sent_away()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "..");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients/..");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Tab, new() { Name = "Session" })).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Tab, new() { Name = "Queue" })).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, (await device.Closed).Reason);
        await Assertions.Expect(tab.Page.GetByText("There is no such session")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_queue_longer_than_the_broker_shows_is_exported_as_far_as_it_goes()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await Device.AwayAsync(plant.Broker, "client-deep", "deep/#");
        await tab.Page.RouteAsync("**/v1/clients/client-deep/queue?*", async route =>
        {
            var query = System.Web.HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
            var (size, from) = (int.Parse(query["page_size"]!, CultureInfo.InvariantCulture), int.Parse(query["after"] ?? "0", CultureInfo.InvariantCulture));
            Assert.True(from + size <= 10_000);
            var rows = Enumerable.Range(from, size).Select(n => new { position = n, state = "queued", topic_name = "deep/x", qos = 1, age_seconds = 1, payload_size = 0 });
            await route.FulfillAsync(new() { ContentType = "application/json", Body = JsonSerializer.Serialize(new { messages = rows, total_count = 20_000, next = $"{from + size}" }) });
        });
        await tab.GoAsync("clients/client-deep?tab=queue");
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Button, new() { Name = "Export as CSV" }).ClickAsync());
        Assert.Equal(10_001, (await File.ReadAllLinesAsync(await download.PathAsync())).Length);
        await Assertions.Expect(tab.Page.GetByText("the file has the first 10,000 rows")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_waits_for_a_client_can_be_looked_into()
    {
        await Device.AwayAsync(plant.Broker, "client-queue", "queue/#");
        await using var sender = await Device.ConnectAsync(plant.Broker.Port, "client-queue-sender");
        await sender.PublishAsync("queue/json", """{"a":[1,2]}""");
        await sender.PublishAsync("queue/bytes", [0xFF, 0x00, 0x41]);
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients/client-queue?tab=queue");
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Queue" }).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("queue/json");
        await Assertions.Expect(rows.Nth(1)).ToContainTextAsync("ff 00 41");

        await rows.Nth(0).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog).Locator("pre")).ToHaveTextAsync("{\n  \"a\": [\n    1,\n    2\n  ]\n}");
        await tab.ShootAsync("client-payload-light", whole: false);
    }

    [Fact]
    public async Task The_timeline_tells_what_happened_and_the_client_can_be_sent_away()
    {
        await using var device = await Device.ConnectAsync(plant.Broker.Port, "client-timeline", keepsSession: true);
        await device.SubscribeAsync("timeline/#");
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients/client-timeline?tab=timeline");
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Timeline" }).Locator("tbody tr");
        await Assertions.Expect(rows.Filter(new() { HasText = "Subscribed" })).ToContainTextAsync("timeline/#");

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, (await device.Closed).Reason);
        await Assertions.Expect(rows.Filter(new() { HasText = "Disconnected" })).ToHaveCountAsync(1);
        await Assertions.Expect(tab.Page.GetByText("Offline", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_session_that_is_gone_says_so()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker, expectedStatus: 404);
        await tab.GoAsync("clients/never-was-there");
        await Assertions.Expect(tab.Page.GetByText("There is no such session")).ToBeVisibleAsync();
    }
}
