using Gmqtt.PluginHost.Configuration;
using Gmqtt.PluginHost.Watching;

namespace Gmqtt.Host.Tests.Configuration;

/// <summary>What the configuration says of plugins reaches the options.</summary>
public sealed class PluginKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_plugin_host_is_patient_for_some_seconds_and_watches_in_both_ways()
    {
        var options = Some.BuiltIn().Options.PluginHost;

        Assert.Null(options.Dir);
        Assert.Null(options.DataDir);
        Assert.False(options.HotReload);
        Assert.Equal(WatchMode.Auto, options.Watch);
        Assert.Equal(TimeSpan.FromSeconds(5), options.HookTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.LoadTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), options.UnloadTimeout);
        Assert.Equal(10, options.QuarantineAfter);
        Assert.Equal(TimeSpan.FromSeconds(30), options.QuarantineTime);
    }

    [Fact]
    public void Every_key_of_the_plugin_host_is_read_and_its_paths_are_relative_to_the_file()
    {
        var configuration = Some.Configuration(_folder, """
            [plugin_host]
            dir = "mine"
            data_dir = "state"
            hot_reload = true
            watch = "poll"
            hook_timeout = "50ms"
            load_timeout = "1m"
            unload_timeout = "100ms"
            quarantine_after = 3
            quarantine_time = "5m"
            """);

        Assert.Empty(configuration.Problems);
        var options = configuration.Options.PluginHost;
        Assert.Equal(_folder.File("mine"), options.Dir);
        Assert.Equal(_folder.File("state"), options.DataDir);
        Assert.True(options.HotReload);
        Assert.Equal(WatchMode.Poll, options.Watch);
        Assert.Equal(TimeSpan.FromMilliseconds(50), options.HookTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), options.LoadTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.UnloadTimeout);
        Assert.Equal(3, options.QuarantineAfter);
        Assert.Equal(TimeSpan.FromMinutes(5), options.QuarantineTime);
    }

    [Fact]
    public void A_plugins_own_keys_and_the_hosts_can_be_set_from_outside()
    {
        var configuration = Some.Configuration(
            _folder,
            "[plugins.auth]\nenabled = true\ncost = 10",
            settings: ["plugins.auth.enabled=false"],
            variables: new() { ["GMQTT__PLUGINS__AUTH__COST"] = "12" });

        Assert.Empty(configuration.Problems);
        var (settings, _) = PluginSettings.From(configuration.Options.Plugins["auth"]);
        Assert.False(settings.Enabled);
        Assert.Equal(12, new PluginConfiguration(settings).Bind<AuthOptions>().Cost);
    }

    [Fact]
    public void A_bad_key_of_the_hosts_from_outside_is_a_problem_of_who_set_it()
    {
        Assert.Equal(
            "--set: plugins.auth.enabled: wrong type, this is a string; write true or false",
            Assert.Single(Some.BuiltIn(["plugins.auth.enabled=perhaps"]).Problems).ToString());
    }

    private sealed class AuthOptions
    {
        public int Cost { get; set; }
    }
}
