using Gmqtt.PluginHost.Configuration;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Tests.Configuration;

/// <summary>The host's keys of a plugin's table, and the rest.</summary>
public sealed class PluginSettingsTests
{
    [Fact]
    public void The_hosts_keys_are_taken_out_and_the_plugin_gets_the_rest()
    {
        var (settings, problems) = PluginSettings.From(Some.Table("enabled = false\nlog_level = \"warn\"\nhook_timeout = \"250ms\"\npassword_file = \"users\""));

        Assert.Empty(problems);
        Assert.Equal("x", settings.Name);
        Assert.False(settings.Enabled);
        Assert.Equal(LogLevel.Warning, settings.LogLevel);
        Assert.Equal(TimeSpan.FromMilliseconds(250), settings.HookTimeout);
        Assert.True(settings.IsConfigured);
        Assert.Equal(["password_file"], settings.Table!.Children.Keys);
    }

    [Fact]
    public void A_table_with_nothing_in_it_switches_nothing_off()
    {
        var settings = PluginSettings.From(Some.Table("")).Settings;

        Assert.True(settings.Enabled);
        Assert.Null(settings.LogLevel);
        Assert.Null(settings.HookTimeout);
        Assert.True(settings.IsConfigured);
        Assert.False(new PluginSettings { Name = "x" }.IsConfigured);
    }

    [Fact]
    public void They_can_come_from_variables_and_options()
    {
        var (settings, problems) = PluginSettings.From(Some.Table("enabled = true").With("enabled", "false").With("hook_timeout", "1s"));

        Assert.Empty(problems);
        Assert.False(settings.Enabled);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.HookTimeout);
    }

    [Theory]
    [InlineData("enabled = 1", "2:1: plugins.x.enabled: wrong type, this is a whole number; write true or false")]
    [InlineData("log_level = \"wran\"", "2:1: plugins.x.log_level: \"wran\" is not known, did you mean \"warn\"; write \"trace\", \"debug\", \"info\", \"warn\" or \"error\"")]
    [InlineData("hook_timeout = \"0s\"", "2:1: plugins.x.hook_timeout: \"0s\" is out of range; write a duration such as \"30s\" or \"1h30m\", from \"1ms\" to \"1d\"")]
    [InlineData("hook_timeout = 5", "2:1: plugins.x.hook_timeout: 5 has no unit; write a duration such as \"30s\" or \"1h30m\", from \"1ms\" to \"1d\"")]
    public void A_problem_with_one_of_them_is_told_with_its_place(string toml, string expected)
    {
        var (settings, problems) = PluginSettings.From(Some.Table(toml));

        Assert.Equal("gmqtt.toml:" + expected, Assert.Single(problems).ToString());
        Assert.True(settings.Enabled);
    }
}
