using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

[Collection(InPlant.Name)]
public sealed class LoginTests(Plant plant)
{
    [Theory]
    [InlineData(false, false, "API token", "Sign in")]
    [InlineData(true, true, "API 令牌", "登录")]
    public async Task The_first_screen_asks_for_the_token_and_says_where_it_is(bool dark, bool chinese, string field, string button)
    {
        await using var tab = await Tab.OpenAsync(plant.Chromium, plant.Broker, dark, chinese);
        await Assertions.Expect(tab.Page.GetByLabel(field)).ToBeFocusedAsync();
        await Assertions.Expect(tab.Page.GetByText("api-token")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Button, new() { Name = button })).ToBeVisibleAsync();
        await tab.AssertNoMissingTextAsync();
        await tab.ShootAsync($"login-{(dark ? "dark" : "light")}");
    }

    [Fact]
    public async Task A_wrong_token_is_refused_with_the_way_out()
    {
        await using var tab = await Tab.OpenAsync(plant.Chromium, plant.Broker, expectedStatus: 401);
        await tab.Page.GetByLabel("API token").FillAsync("not-the-token");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Copy it again from the token file");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_cannot_be_a_token_is_not_sent()
    {
        await using var tab = await Tab.OpenAsync(plant.Chromium, plant.Broker);
        await tab.Page.GetByLabel("API token").FillAsync("two words");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no spaces");
    }

    [Fact]
    public async Task The_token_lives_in_the_tab_and_goes_when_the_user_signs_out()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.Page.ReloadAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 })).ToBeVisibleAsync();
        Assert.Empty(await tab.Page.Context.CookiesAsync());
        Assert.DoesNotContain(plant.Broker.Token, await tab.Page.EvaluateAsync<string>("JSON.stringify(localStorage)"), StringComparison.Ordinal);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(tab.Page.GetByLabel("API token")).ToBeVisibleAsync();
        Assert.Equal("{}", await tab.Page.EvaluateAsync<string>("JSON.stringify(sessionStorage)"));
    }

    [Fact]
    public async Task A_token_that_the_broker_no_longer_knows_leads_back_to_the_first_screen()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker, expectedStatus: 401);
        await tab.Page.EvaluateAsync("sessionStorage.setItem('gmqtt.token', 'renewed-meanwhile')");
        await tab.Page.ReloadAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("does not know this token");
    }
}
