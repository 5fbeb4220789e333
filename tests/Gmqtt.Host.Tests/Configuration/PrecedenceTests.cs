using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Tests.Configuration;

/// <summary>Built in, file, environment, command line: the later wins, and each value knows who set it.</summary>
public sealed class PrecedenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_wins_over_what_is_built_in_the_environment_over_the_file_and_the_command_line_over_all()
    {
        var configuration = Some.Configuration(
            _folder,
            "[mqtt]\nmessage_expiry = \"1h\"\ninflight_expiry = \"1m\"\nsys_interval = \"1s\"",
            settings: ["mqtt.sys_interval=3s"],
            variables: new() { ["GMQTT__MQTT__INFLIGHT_EXPIRY"] = "2m", ["GMQTT__MQTT__SYS_INTERVAL"] = "2s", ["PATH"] = "/bin" });

        Assert.Empty(configuration.Problems);
        Assert.Equal(TimeSpan.FromHours(2), configuration.Options.Mqtt.SessionExpiry);
        Assert.Equal(TimeSpan.FromHours(1), configuration.Options.Mqtt.MessageExpiry);
        Assert.Equal(TimeSpan.FromMinutes(2), configuration.Options.Mqtt.InflightExpiry);
        Assert.Equal(TimeSpan.FromSeconds(3), configuration.Options.Mqtt.SysInterval);
        Assert.Equal("default", configuration.OriginOf("mqtt.session_expiry").ToString());
        Assert.Equal(_folder.File("gmqtt.toml") + ":2:1", configuration.OriginOf("mqtt.message_expiry").ToString());
        Assert.Equal("GMQTT__MQTT__INFLIGHT_EXPIRY", configuration.OriginOf("mqtt.inflight_expiry").ToString());
        Assert.Equal("--set", configuration.OriginOf("mqtt.sys_interval").ToString());
    }

    [Fact]
    public void The_last_of_several_settings_wins()
    {
        Assert.Equal(7, Some.BuiltIn(["mqtt.max_inflight=6", "mqtt.max_inflight=7"]).Options.Mqtt.MaxInflight);
    }

    [Fact]
    public void A_listener_of_the_file_is_changed_by_its_number_and_keeps_the_rest()
    {
        var configuration = Some.Configuration(
            _folder,
            "[[listeners]]\naddress = \"127.0.0.1:1\"\nbacklog = 7\n[[listeners]]\naddress = \"127.0.0.1:2\"",
            variables: new() { ["GMQTT__LISTENERS__0__ADDRESS"] = "127.0.0.1:3" },
            settings: ["listeners.1.max_connections=5", "listeners.2.address=unix:/tmp/x"]);

        Assert.Empty(configuration.Problems);
        Assert.Equal(["127.0.0.1:3", "127.0.0.1:2", "unix:/tmp/x"], configuration.Options.Listeners.Select(l => l.Address));
        Assert.Equal(7, configuration.Options.Listeners[0].Backlog);
        Assert.Equal(5, configuration.Options.Listeners[1].MaxConnections);
        Assert.Equal(OriginKind.Environment, configuration.OriginOf("listeners.0.address").Kind);
        Assert.Equal(OriginKind.File, configuration.OriginOf("listeners.0.backlog").Kind);
    }

    [Fact]
    public void Listeners_set_from_outside_replace_those_that_are_built_in()
    {
        var listener = Assert.Single(Some.BuiltIn(["listeners.0.address=127.0.0.1:0"]).Options.Listeners);

        Assert.Equal("127.0.0.1:0", listener.Address);
    }

    [Fact]
    public void Text_from_outside_becomes_what_the_key_wants()
    {
        var options = Some.BuiltIn(
        [
            "allow_anonymous=false",
            "mqtt.maximum_qos=1",
            "mqtt.max_packet_size=65536",
            "mqtt.response_information=42",
            "plugin_order=auth, admin",
            "listeners.0.address=127.0.0.1:0",
            "listeners.0.websocket.path=[\"/a\", \"/b\"]",
            "log.levels.\"Gmqtt.Broker\"=debug",
            "log.level=\"warn\"",
        ]).Options;

        Assert.False(options.AllowAnonymous);
        Assert.Equal(1, (int)options.Mqtt.MaximumQoS);
        Assert.Equal(65536u, options.Mqtt.MaxPacketSize);
        Assert.Equal("42", options.Mqtt.ResponseInformation);
        Assert.Equal(["auth", "admin"], options.PluginOrder);
        Assert.Equal(["/a", "/b"], options.Listeners[0].WebSocket.Paths);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Debug, options.Log.Levels["Gmqtt.Broker"]);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, options.Log.Level);
    }

    [Theory]
    [InlineData("mqtt.sesion_expiry=2h", "--set: mqtt.sesion_expiry: unknown key; did you mean session_expiry?")]
    [InlineData("mqtt.max_inflight=many", "--set: mqtt.max_inflight: wrong type, this is a string; write a whole number from 1 to 65535")]
    [InlineData("mqtt.max_inflight", "--set: mqtt.max_inflight: has no value; write --set mqtt.session_expiry=2h")]
    [InlineData("listeners.5.address=:1", "--set: listeners.5: there are 0, numbered from 0; 5 would leave a gap")]
    [InlineData("mqtt=5", "--set: mqtt: wrong type, this is a string; write a table: [mqtt]")]
    public void A_bad_setting_is_a_problem_of_the_command_line(string setting, string expected)
    {
        Assert.Equal(expected, Assert.Single(Some.BuiltIn([setting]).Problems).ToString());
    }

    [Fact]
    public void A_bad_variable_is_a_problem_of_the_environment()
    {
        var problems = Some.BuiltIn(variables: new Dictionary<string, string> { ["GMQTT__MQTT__MAX_INFLIGHTS"] = "5" }).Problems;

        Assert.Equal("GMQTT__MQTT__MAX_INFLIGHTS: mqtt.max_inflights: unknown key; did you mean max_inflight?", Assert.Single(problems).ToString());
    }

    [Fact]
    public void A_plugin_table_stays_as_written_with_the_line_of_each_key_and_values_from_outside_typed_as_they_look()
    {
        var configuration = Some.Configuration(
            _folder,
            "[plugins.auth]\npassword_file = \"users\"\nhash = { type = \"bcrypt\", cost = 10 }\n[[plugins.auth.rules]]\nallow = [1, 2]",
            settings: ["plugins.auth.hash.cost=12", "plugins.auth.name=x y"]);

        Assert.Empty(configuration.Problems);
        var auth = configuration.Options.Plugins["auth"];
        var toml = auth.ToToml();
        Assert.Equal("users", toml["password_file"]);
        Assert.Equal(12L, ((Tomlyn.Model.TomlTable)toml["hash"])["cost"]);
        Assert.Equal("x y", toml["name"]);
        Assert.Equal(2, ((Tomlyn.Model.TomlArray)((Tomlyn.Model.TomlTableArray)toml["rules"])[0]["allow"]).Count);
        Assert.Equal(2, auth.OriginOf("password_file").Line);
        Assert.Equal("--set", auth.OriginOf("hash.cost").ToString());
        Assert.Equal(1, auth.OriginOf("unheard_of").Line);
    }
}
