using Gmqtt.Configuration.Nodes;
using Gmqtt.PluginHost.Configuration;

namespace Gmqtt.PluginHost.Tests.Configuration;

public sealed class PathTests
{
    [Theory]
    [InlineData("/etc/gmqtt/gmqtt.toml", "accounts.yml", "/etc/gmqtt/accounts.yml")]
    [InlineData("/etc/gmqtt/gmqtt.toml", "../secret/accounts.yml", "/etc/secret/accounts.yml")]
    [InlineData("/etc/gmqtt/gmqtt.toml", "/var/accounts.yml", "/var/accounts.yml")]
    public void A_path_of_a_plugins_table_begins_where_its_file_is(string file, string written, string path)
    {
        var settings = new PluginSettings { Name = "mine", Table = new TableNode(new Origin(OriginKind.File, file, 3, 1)) };
        Assert.Equal(path, new PluginConfiguration(settings).PathOf(written));
    }

    [Fact]
    public void Without_a_file_it_begins_in_the_working_directory()
        => Assert.Equal(Path.Combine(Environment.CurrentDirectory, "accounts.yml"), new PluginConfiguration(new PluginSettings { Name = "mine" }).PathOf("accounts.yml"));
}
