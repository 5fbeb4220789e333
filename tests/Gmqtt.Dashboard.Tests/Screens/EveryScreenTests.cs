using System.Text.Json;
using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

/// <summary>Each screen with something on it, in both themes and both languages; the pictures are in the folder screenshots.</summary>
public sealed class EveryScreenTests(EveryScreenTests.Busy busy) : IClassFixture<EveryScreenTests.Busy>
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Has_its_texts_its_names_and_a_picture(bool dark, bool chinese)
    {
        await using var tab = await Tab.SignedInAsync(busy.Chromium, busy.Broker, dark, chinese);
        foreach (var (name, place) in Places.All)
        {
            await tab.GoAsync(place);
            await tab.AssertNoMissingTextAsync();
            Assert.Equal("[]", await tab.Page.EvaluateAsync<string>(Nameless));
            Assert.Equal(1, await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).CountAsync());
            await tab.ShootAsync($"{name}-{(dark ? "dark" : "light")}");
        }
    }

    [Fact]
    public async Task The_switches_change_theme_and_language_and_are_remembered()
    {
        await using var tab = await Tab.SignedInAsync(busy.Chromium, busy.Broker);
        var page = tab.Page;
        Assert.Equal("rgb(245, 246, 248)", await BackgroundAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: as the system" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Theme: light" }).ClickAsync();
        Assert.Equal("rgb(14, 18, 23)", await BackgroundAsync(page));
        await page.GetByRole(AriaRole.Button, new() { Name = "中文" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "概览", Level = 1 })).ToBeVisibleAsync();
        Assert.Equal("zh-CN", await page.Locator("html").GetAttributeAsync("lang"));

        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "概览", Level = 1 })).ToBeVisibleAsync();
        Assert.Equal("rgb(14, 18, 23)", await BackgroundAsync(page));
    }

    private static Task<string> BackgroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

    // What a screen reader would call "button" or "edit" and nothing else.
    private const string Nameless = """
        JSON.stringify([...document.querySelectorAll('button, a[href], input, select, textarea, table, [role=img], [role=tab], dialog')]
          .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim() && !['SELECT', 'TABLE'].includes(e.tagName) || e.labels?.length))
          .map(e => e.outerHTML.slice(0, 120)))
        """;

    /// <summary>A broker with all plugins and a small factory connected to it.</summary>
    public sealed class Busy : IAsyncLifetime
    {
        private readonly List<Device> _devices = [];
        private Gmqttd? _broker;

        internal Chromium Chromium { get; } = new();

        internal Gmqttd Broker => _broker!;

        public async Task InitializeAsync()
        {
            await Chromium.InitializeAsync();
            _broker = await Gmqttd.StartAsync(["admin", "auth", "hello-http"], Secured.Configuration, Secured.Prepare);
            var port = Broker.Port;
            foreach (var name in new[] { "line-3-press", "line-3-oven", "line-4-robot" })
            {
                var device = await Device.ConnectAsync(port, name, "plant", Secured.Password, keepsSession: true, will: ($"plant/{name}/gone", "1"));
                await device.SubscribeAsync($"plant/{name}/commands/#");
                await device.SubscribeAsync("$share/workers/plant/jobs/#");
                await device.PublishAsync($"plant/{name}/state", $$"""{"name":"{{name}}","temperature":21.5}""", retain: true);
                _devices.Add(device);
            }

            await Device.AwayAsync(Broker, "archive", "plant/#", "plant", Secured.Password);
            for (var i = 0; i < 40; i++) await _devices[0].PublishAsync($"plant/line-3-press/cycle/{i}", $$"""{"cycle":{{i}}}""");
            using var trace = await Broker.Http.PostAsync(new Uri("v1/traces", UriKind.Relative), Json("""{"client_id":null,"topic_filter":"plant/#","duration_seconds":600,"payload_bytes":256}"""));
            trace.EnsureSuccessStatusCode();
            using var ban = await Broker.Http.PostAsync(new Uri("v1/bans", UriKind.Relative), Json("""{"kind":"address","value":"192.0.2.0/24","seconds":3600,"reason":"scanning"}"""));
            ban.EnsureSuccessStatusCode();
        }

        public async Task DisposeAsync()
        {
            foreach (var device in _devices) await device.DisposeAsync();
            if (_broker is not null) await _broker.DisposeAsync();
            await Chromium.DisposeAsync();
        }

        private static StringContent Json(string text)
        {
            using var checkedText = JsonDocument.Parse(text);
            return new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        }
    }
}
