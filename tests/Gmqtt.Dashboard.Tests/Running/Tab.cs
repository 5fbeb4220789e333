using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Running;

/// <summary>
/// A tab on the dashboard. Whatever it says on its console, throws, or asks of another host is collected and fails the test at the end; nothing of the last kind gets out.
/// </summary>
internal sealed partial class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _trouble = new();

    private Tab(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !IsExpected(message)) _trouble.Enqueue($"console {message.Type}: {message.Text} {message.Location}");
        };
        page.PageError += (_, error) => _trouble.Enqueue($"thrown: {error}");
        page.Dialog += (_, dialog) => _trouble.Enqueue($"dialog: {dialog.Message}"); // alert(1) of a hostile text
    }

    internal IPage Page { get; }

    /// <summary>What the broker may refuse in this test, as a status such as 401; chromium notes it on the console.</summary>
    internal int? ExpectedStatus { get; init; }

    internal IReadOnlyCollection<string> Trouble => _trouble;

    /// <summary>Opens the page; nobody is signed in.</summary>
    internal static async Task<Tab> OpenAsync(Chromium chromium, Gmqttd broker, bool dark = false, bool chinese = false, int? expectedStatus = null)
    {
        var context = await chromium.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 1360, Height = 860 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = chinese ? "zh-CN" : "en-US",
            AcceptDownloads = true,
        });
        var page = await context.NewPageAsync();
        var tab = new Tab(context, page) { ExpectedStatus = expectedStatus };
        await context.RouteAsync(new Regex($"^(?!{Regex.Escape(broker.Api.OriginalString)}|data:|blob:)"), tab.StopAsync);
        await page.GotoAsync($"{broker.Api}dashboard/");
        return tab;
    }

    /// <summary>Opens the page and signs in, as a user does.</summary>
    internal static async Task<Tab> SignedInAsync(Chromium chromium, Gmqttd broker, bool dark = false, bool chinese = false, int? expectedStatus = null, string? token = null)
    {
        var tab = await OpenAsync(chromium, broker, dark, chinese, expectedStatus);
        await tab.Page.Locator("input[name=token]").FillAsync(token ?? broker.Token);
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Navigation)).ToBeVisibleAsync();
        return tab;
    }

    /// <summary>Goes to a screen and waits until its contents are there.</summary>
    internal async Task GoAsync(string place)
    {
        await Page.EvaluateAsync("place => { location.hash = place; }", $"#/{place}");
        await SettleAsync();
    }

    /// <summary>Waits until nothing on the screen says that it is still loading.</summary>
    internal async Task SettleAsync()
    {
        await Assertions.Expect(Page.GetByRole(AriaRole.Main)).Not.ToBeEmptyAsync();
        await Assertions.Expect(Page.Locator(".nothing[role=status]")).ToHaveCountAsync(0);
    }

    /// <summary>A picture for people, in the folder screenshots beside the tests.</summary>
    internal async Task ShootAsync(string name, bool whole = true)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "screenshots"));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, $"{name}.png"), FullPage = whole, Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Fails when a text of no dictionary is on the screen: they come in brackets.</summary>
    internal async Task AssertNoMissingTextAsync()
    {
        var text = await Page.Locator("body").InnerTextAsync();
        Assert.Empty(MissingText().Matches(text).Select(m => m.Value));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.True(_trouble.IsEmpty, string.Join('\n', _trouble));
    }

    private bool IsExpected(IConsoleMessage message) => ExpectedStatus is { } status && message.Text.Contains($"the server responded with a status of {status}", StringComparison.Ordinal);

    private Task StopAsync(IRoute route)
    {
        _trouble.Enqueue($"a request to {route.Request.Url}");
        return route.AbortAsync();
    }

    [GeneratedRegex(@"\[[a-zA-Z]+(\.[\w ]+)+\]")]
    private static partial Regex MissingText();
}
