using System.Reflection;
using Gmqtt.Broker;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Configuration.Reference;
using Gmqtt.Host.Configuration.Sections;
using Gmqtt.Listeners;

namespace Gmqtt.Host.Tests.Configuration;

/// <summary>gmqtt.toml, docs/configuration.md and the records say the same.</summary>
public sealed class DefaultsTests
{
    [Fact]
    public void Gmqtt_toml_is_what_the_schema_says()
    {
        Assert.True(
            TomlSample.Write() == File.ReadAllText(Path.Combine(Repository(), "gmqtt.toml")),
            "gmqtt.toml is not what the schema says; write it anew: gmqttd defaults > gmqtt.toml");
    }

    [Fact]
    public void The_reference_holds_the_tables_that_the_schema_says()
    {
        Assert.True(
            File.ReadAllText(Path.Combine(Repository(), "docs", "configuration.md")).EndsWith(MarkdownTables.Write(), StringComparison.Ordinal),
            "docs/configuration.md does not end with the tables that the schema says; see gmqttd defaults --markdown");
    }

    [Fact]
    public void Gmqtt_toml_sets_every_value_to_what_is_built_in()
    {
        var written = Some.Configuration(TomlSample.Write());
        var builtIn = Some.BuiltIn();

        Assert.Empty(written.Problems);
        Assert.Equal(builtIn.Values.Select(v => (v.Path, v.Literal)), written.Values.Select(v => (v.Path, v.Literal)));
    }

    [Fact]
    public void Gmqtt_toml_with_every_comment_taken_off_its_keys_can_be_read()
    {
        var keys = TomlSample.Write().Split('\n').Where(l => l.Length > 0 && !l.StartsWith("#  ", StringComparison.Ordinal)).Select(Uncommented);

        // A key and its _file twin contradict each other, and the files that are named do not exist: nothing else may be wrong.
        var problems = Some.Configuration(string.Join('\n', keys)).Problems.Select(p => p.Message);

        Assert.All(problems, message => Assert.True(
            message.Contains("keep one of the two", StringComparison.Ordinal) || message.Contains("does not exist", StringComparison.Ordinal), message));
    }

    [Theory]
    [InlineData(typeof(MqttOptions), "mqtt")]
    [InlineData(typeof(LimitOptions), "limits")]
    [InlineData(typeof(WebSocketOptions), "listeners.websocket")]
    [InlineData(typeof(ProxyProtocolOptions), "listeners.proxy_protocol")]
    [InlineData(typeof(PluginHostOptions), "plugin_host")]
    [InlineData(typeof(ApiCallerOptions), "api.tokens")]
    public void Every_property_of_the_options_has_a_key(Type options, string table)
    {
        var properties = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);
        var keys = RootSection.Paths.Where(p => p.StartsWith(table + ".", StringComparison.Ordinal) && !p[(table.Length + 1)..].Contains('.', StringComparison.Ordinal));

        Assert.Equal(properties.Count(), keys.Count());
    }

    [Fact]
    public void Built_in_are_the_two_listeners_of_gmqtt_where_only_this_machine_reaches_them()
    {
        var options = Some.BuiltIn().Options;

        Assert.Equal(["127.0.0.1:1883", "127.0.0.1:8883"], options.Listeners.Select(l => l.Address));
        Assert.All(options.Listeners, l => Assert.True(l.Protocols.HasFlag(ListenerProtocols.WebSocket)));
        Assert.Contains("/", options.Listeners[1].WebSocket.Paths);
        Assert.Null(options.AllowAnonymous);
    }

    /// <summary>The line without its comment sign when it is a key or a table that is commented out.</summary>
    private static string Uncommented(string line)
    {
        var text = line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line;
        return text.StartsWith('[') || System.Text.RegularExpressions.Regex.IsMatch(text, @"^(""[^""]+""|\w+) = ") ? text : "";
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Gmqtt.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
