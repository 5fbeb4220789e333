using Gmqtt.Host.Configuration;
using Gmqtt.Services;

namespace Gmqtt.Host.Tests.Configuration;

/// <summary>What plugins see of the configuration.</summary>
public sealed class ValuesInForceTests
{
    [Fact]
    public void Each_value_has_its_origin_and_secrets_are_masked()
    {
        using var folder = new TemporaryFolder();
        var configuration = Some.Configuration(
            folder,
            "[mqtt]\nsession_expiry = \"2h\"\n[plugins.auth]\npassword = \"secret\"\n",
            ["mqtt.max_inflight=7"],
            new() { ["GMQTT__LOG__LEVEL"] = "debug" });

        var values = ValuesInForce.Of(configuration, configuration).ToDictionary(v => v.Key);

        Assert.Equal(new ConfigurationValue("mqtt.session_expiry", "\"2h\"", $"{folder.File("gmqtt.toml")}:2:1", false), values["mqtt.session_expiry"]);
        Assert.Equal(new ConfigurationValue("mqtt.max_inflight", "7", "--set", false), values["mqtt.max_inflight"]);
        Assert.Equal(new ConfigurationValue("log.level", "\"debug\"", "GMQTT__LOG__LEVEL", false), values["log.level"]);
        Assert.Equal(("\"***\"", "default"), (values["plugins.auth.password"].Value, values["mqtt.max_packet_size"].Origin));
    }

    [Fact]
    public void What_waits_for_a_restart_says_so_until_it_is_taken_back()
    {
        var started = Some.Configuration("");
        var changed = Some.Configuration("[network]\nio_threads = 3\n[mqtt]\nmax_inflight = 7\n");

        Assert.Equal(["network.io_threads"], ValuesInForce.Of(started, changed).Where(v => v.IsRestartPending).Select(v => v.Key));
        Assert.DoesNotContain(ValuesInForce.Of(started, started), v => v.IsRestartPending);
    }
}
