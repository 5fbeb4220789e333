using Gmqtt.Dashboard.Tests.Running;
using Microsoft.Playwright;

namespace Gmqtt.Dashboard.Tests.Screens;

/// <summary>All of it without a mouse.</summary>
[Collection(InPlant.Name)]
public sealed class KeyboardTests(Plant plant)
{
    [Fact]
    public async Task The_first_key_leads_past_the_navigation()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.Page.ReloadAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Navigation)).ToBeVisibleAsync();
        await tab.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Main)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Arrows_go_from_tab_to_tab()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("subscriptions");
        await tab.Page.GetByRole(AriaRole.Tab, new() { Name = "All" }).FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowRight");
        var search = tab.Page.GetByRole(AriaRole.Tab, new() { Name = "Who gets a topic" });
        await Assertions.Expect(search).ToBeFocusedAsync();
        await Assertions.Expect(search).ToHaveAttributeAsync("aria-selected", "true");
        await tab.Page.Keyboard.PressAsync("ArrowLeft");
        await tab.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Tab, new() { Name = "Shared groups" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_question_holds_the_focus_and_gives_it_back()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("topics");
        var button = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete by filter" });
        await button.FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        var dialog = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "Delete by filter" });
        await Assertions.Expect(dialog.GetByLabel("Topic filter")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(button).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Focus_can_be_seen()
    {
        await using var tab = await Tab.SignedInAsync(plant.Chromium, plant.Broker);
        await tab.GoAsync("clients");
        await tab.Page.Keyboard.PressAsync("Tab");
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("solid", await tab.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            await tab.Page.Keyboard.PressAsync("Tab");
        }
    }
}
