using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.Template.Tests;

/// <summary>What <c>dotnet new gmqtt-plugin</c> makes builds without a warning and is loaded by a broker, whatever it is called.</summary>
public sealed class TemplateTests(Generated generated) : IClassFixture<Generated>
{
    [Theory]
    [InlineData("awesome", "OnBasicAuth OnSubscribe")]
    [InlineData("acme-rate-limit", "OnClosed OnMsgArrived")]
    [InlineData("my-plugin", "OnMsgArrived")]
    [InlineData("1-bad", "OnAccept OnStop")]
    public async Task It_is_loaded_under_its_name_with_the_chosen_hooks(string plugin, string hooks)
    {
        await using var broker = await TestBroker.FromFolderAsync(Path.Combine(generated.Plugins, plugin));
        var info = Assert.Single(broker.Plugins.List(), p => p.State == PluginState.Active);
        Assert.Equal((plugin, hooks), (info.Name, string.Join(' ', info.Hooks.Select(h => h.Hook).Order(StringComparer.Ordinal))));

        var client = await broker.ConnectAsync("client");
        await client.SubscribeAsync("topic");
        await client.PublishAsync("topic", "payload");
        Assert.Equal("payload", (await client.ReadAsync(3)).Payload);
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task All_hooks_can_be_chosen()
    {
        await using var broker = await TestBroker.FromFolderAsync(Path.Combine(generated.Plugins, "plugin"));
        var info = Assert.Single(broker.Plugins.List(), p => p.State == PluginState.Active);
        Assert.Equal(typeof(Hooks.HookWrapper).GetProperties().Where(p => p.PropertyType != typeof(bool)).Select(p => p.Name).Order(StringComparer.Ordinal), info.Hooks.Select(h => h.Hook).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_what_was_asked_for_is_there()
    {
        var plain = Path.Combine(generated.Folder, "Acme.RateLimit", "Acme.RateLimit");
        Assert.False(File.Exists(Path.Combine(plain, "Options.cs")));
        var source = File.ReadAllText(Path.Combine(plain, "Plugin.cs"));
        Assert.DoesNotContain("OnBasicAuth", source, StringComparison.Ordinal);
        Assert.DoesNotContain("Options", source, StringComparison.Ordinal);
        Assert.DoesNotContain("#if", source, StringComparison.Ordinal);
        Assert.Contains("namespace Acme.RateLimit;", source, StringComparison.Ordinal);
        Assert.DoesNotContain("Options.cs", File.ReadAllText(Path.Combine(generated.Folder, "Acme.RateLimit", "README.md")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(generated.Folder, "Awesome", "Awesome", "Options.cs")));
    }

    [Fact]
    public void Nothing_of_the_broker_is_put_into_the_plugins_folder()
        => Assert.Equal(
            ["awesome.deps.json", "awesome.dll", "awesome.pdb", "awesome.runtimeconfig.json"],
            Directory.EnumerateFiles(Path.Combine(generated.Plugins, "awesome")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Plugin")]
    [InlineData("Acme.RateLimit")]
    public async Task Its_own_tests_pass(string name)
    {
        var (code, output) = await generated.DotnetAsync(Path.Combine(generated.Folder, name), "test", "--no-build", "--nologo");
        Assert.True(code == 0, output);
        Assert.Contains(name == "Plugin" ? "Passed:     3" : "Passed:     2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_that_does_not_exist_is_named_by_the_build()
    {
        var folder = await generated.CreateAsync("Typo", "--hooks", "OnBasicAuth,OnSubscripe");
        var (code, output) = await generated.DotnetAsync(Path.Combine(folder, "Typo"), "build", "--nologo", "-v", "q");
        Assert.NotEqual(0, code);
        Assert.Contains("--hooks OnBasicAuth,OnSubscripe: not all of these are hooks. They are OnAccept,", output, StringComparison.Ordinal);
    }
}
