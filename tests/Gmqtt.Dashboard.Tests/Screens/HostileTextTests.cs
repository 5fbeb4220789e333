using System.Text;
using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

/// <summary>What strangers choose, client identifiers, names, topics and payloads, is shown on every screen and runs on none.</summary>
public sealed class HostileTextTests(HostileTextTests.Visited visited) : IClassFixture<HostileTextTests.Visited>
{
    private const string Image = "<img src=x onerror=\"hacked=1\">";
    private const string Script = "\"></script><script>hacked=1</script>";
    private const string Link = "javascript:hacked=1";
    private const string Template = "${hacked=1}{{hacked=1}}`";
    private const string Turned = "gpj.\u202Eexe.\u2066\u200Bend";

    private static readonly string[] Texts = [Image, Script, Link, Template, Turned];

    public static TheoryData<string> Identifiers => [.. Texts];

    [Theory]
    [MemberData(nameof(Identifiers))]
    public async Task A_client_is_found_and_looked_at_under_any_name(string clientId)
    {
        await using var tab = await Tab.SignedInAsync(visited.Chromium, visited.Broker);
        await tab.GoAsync($"clients?search={Uri.EscapeDataString(clientId)}");
        var rows = tab.Page.GetByRole(AriaRole.Table).Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await rows.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(clientId[..4]);
        foreach (var part in new[] { "subscriptions", "queue", "inflight", "timeline", "session" })
        {
            await tab.GoAsync($"clients/{Uri.EscapeDataString(clientId)}?tab={part}");
            await AssertHarmlessAsync(tab);
        }
    }

    [Theory]
    [InlineData("overview")]
    [InlineData("clients")]
    [InlineData("subscriptions")]
    [InlineData("subscriptions?tab=shared")]
    [InlineData("topics")]
    [InlineData("trace?id=1")]
    [InlineData("audit")]
    public async Task Every_list_shows_it_as_text(string place)
    {
        await using var tab = await Tab.SignedInAsync(visited.Chromium, visited.Broker);
        await tab.GoAsync(place);
        await Assertions.Expect(tab.Page.GetByText(Image[..12]).First).ToBeVisibleAsync();
        await AssertHarmlessAsync(tab);
    }

    [Fact]
    public async Task What_cannot_be_seen_is_made_visible()
    {
        await using var tab = await Tab.SignedInAsync(visited.Chromium, visited.Broker);
        await tab.GoAsync("clients?search=gpj");
        var name = tab.Page.GetByRole(AriaRole.Table).Locator("tbody tr").GetByRole(AriaRole.Link);
        await Assertions.Expect(name).ToHaveTextAsync("gpj.U+202Eexe.U+2066U+200Bend");
    }

    [Fact]
    public async Task A_payload_of_any_bytes_can_be_looked_at()
    {
        await using var tab = await Tab.SignedInAsync(visited.Chromium, visited.Broker);
        await tab.GoAsync("topics?search=hostile/");
        foreach (var (topic, shown) in new[] { ("hostile/markup", Image), ("hostile/nul", "before U+0000 after".Replace(" ", "", StringComparison.Ordinal)), ("hostile/bytes", "ff fe 00 80") })
        {
            await tab.Page.GetByRole(AriaRole.Button, new() { Name = topic }).ClickAsync();
            await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog).Locator("pre")).ToContainTextAsync(shown);
            await tab.Page.Keyboard.PressAsync("Escape");
        }

        await AssertHarmlessAsync(tab);
    }

    [Fact]
    public async Task A_topic_and_a_payload_of_64_KiB_do_not_hold_up_the_page()
    {
        await using var tab = await Tab.SignedInAsync(visited.Chromium, visited.Broker);
        await tab.GoAsync("topics?search=long/");
        var row = tab.Page.GetByRole(AriaRole.Table).Locator("tbody tr");
        await Assertions.Expect(row).ToContainTextAsync("characters more");
        Assert.True((await row.InnerTextAsync()).Length < 1000);
        await row.GetByRole(AriaRole.Button).First.ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog).Locator("pre")).ToContainTextAsync("yyyy");
        await tab.ShootAsync("hostile-long-light", whole: false);
    }

    private static async Task AssertHarmlessAsync(Tab tab)
    {
        Assert.Equal("undefined", await tab.Page.EvaluateAsync<string>("typeof hacked"));
        Assert.Equal(0, await tab.Page.Locator("img:not([src='favicon.svg']), iframe, a[href^='javascript:'], body script").CountAsync());
    }

    /// <summary>A broker that has been visited by clients with such names.</summary>
    public sealed class Visited : IAsyncLifetime
    {
        private readonly List<Device> _devices = [];
        private Gmqttd? _broker;

        internal Chromium Chromium { get; } = new();

        internal Gmqttd Broker => _broker!;

        public async Task InitializeAsync()
        {
            await Chromium.InitializeAsync();
            _broker = await Gmqttd.StartAsync(["admin"], "[limits]\nmax_topic_bytes = 65535\n");
            using var trace = await Broker.Http.PostAsync(
                new Uri("v1/traces", UriKind.Relative), new StringContent("""{"client_id":null,"topic_filter":"#","duration_seconds":600,"payload_bytes":256}""", Encoding.UTF8, "application/json"));
            trace.EnsureSuccessStatusCode();
            foreach (var text in Texts)
            {
                // Topics and filters have no wildcards in them, whatever else they have.
                var topic = $"topic/{text}";
                var device = await Device.ConnectAsync(Broker.Port, text, text, "", keepsSession: true, will: (topic, text));
                await device.SubscribeAsync(topic);
                await device.SubscribeAsync($"$share/{text.Replace('/', '-')}/{topic}");
                await device.PublishAsync(topic, text, retain: true);
                _devices.Add(device);
                // Away, with a queue: it is among the clients to look at, and in the log of what was done.
                using var sentAway = await Broker.Http.DeleteAsync(new Uri($"v1/clients/{Uri.EscapeDataString(text)}?reason={Uri.EscapeDataString(text)}", UriKind.Relative));
                sentAway.EnsureSuccessStatusCode();
                await device.Closed;
            }

            await using var sender = await Device.ConnectAsync(Broker.Port, "sender");
            foreach (var text in Texts) await sender.PublishAsync($"topic/{text}", text);
            await sender.PublishAsync("hostile/markup", Image, retain: true);
            await sender.PublishAsync("hostile/nul", "before\0after", retain: true);
            await sender.PublishAsync("hostile/bytes", [0xFF, 0xFE, 0x00, 0x80], retain: true);
            await sender.PublishAsync($"long/{new string('x', 60_000)}", new string('y', 65_536), retain: true);
        }

        public async Task DisposeAsync()
        {
            foreach (var device in _devices) await device.DisposeAsync();
            if (_broker is not null) await _broker.DisposeAsync();
            await Chromium.DisposeAsync();
        }
    }
}
