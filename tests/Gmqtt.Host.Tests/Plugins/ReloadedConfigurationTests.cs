using Gmqtt.Host.Tests.Lifetime;
using Gmqtt.Testing;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>SIGHUP and what the configuration says of plugins.</summary>
public sealed class ReloadedConfigurationTests : IDisposable
{
    private readonly PluggedFolder _folder = new("versioned", "other");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_changed_table_loads_its_plugin_anew_with_it_and_no_other()
    {
        _folder.Configure("[plugins.versioned]\ngreeting = \"hi\"\n");
        await using var gmqttd = _folder.Start();
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");
        Assert.Equal("0001 hi", await client.AskAsync("ask/versioned"));

        await ReloadAsync(gmqttd, "[plugins.versioned]\ngreeting = \"moin\"\n");

        Assert.Equal("0001 moin", await client.AskAsync("ask/versioned"));
        Assert.Equal("other=Active/1 versioned=Active/2", await client.AskAsync("do/versioned/list"));
    }

    [Fact]
    public async Task A_table_the_plugin_does_not_take_is_told_with_its_place_at_every_reload_and_the_old_version_goes_on_with_the_old_one()
    {
        _folder.Configure("[plugins.versioned]\ngreeting = \"hi\"\n");
        await using var gmqttd = _folder.Start();
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");

        for (var time = 0; time < 2; time++)
        {
            _folder.Configure("[plugins.versioned]\ngreeting = \"moin\"\nnumber = \"many\"\n");
            gmqttd.Signal(GmqttdProcess.SigHup);
            var told = await gmqttd.LineAsync("ERR plugin versioned:");
            Assert.Contains("gmqtt.toml:13:1: plugins.versioned.number:", told, StringComparison.Ordinal);
            await gmqttd.LineAsync("reloaded");
            Assert.Equal("0001 hi", await client.AskAsync("ask/versioned"));
        }

        Assert.Equal("other=Active/1 versioned=Active/1", await client.AskAsync("do/versioned/list"));
        await ReloadAsync(gmqttd, "[plugins.versioned]\ngreeting = \"moin\"\n");
        Assert.Equal("0001 moin", await client.AskAsync("ask/versioned"));
    }

    [Fact]
    public async Task Plugins_see_the_values_in_force_the_listeners_and_the_health()
    {
        await using var gmqttd = _folder.Start("--set", "mqtt.max_inflight=7");
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");
        Assert.Equal("7 False", await client.AskAsync("do/versioned/value/mqtt.max_inflight"));
        Assert.Equal("Ready mqtt,ws=1", await client.AskAsync("do/versioned/health"));

        await ReloadAsync(gmqttd, "[network]\nio_threads = 3\n");
        Assert.Equal("3 True", await client.AskAsync("do/versioned/value/network.io_threads"));
    }

    [Fact]
    public async Task Enabled_false_takes_a_plugin_out_and_true_brings_it_back()
    {
        await using var gmqttd = _folder.Start();
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");

        await ReloadAsync(gmqttd, "[plugins.versioned]\nenabled = false\n");
        Assert.Null(await client.AskAsync("ask/versioned"));
        Assert.Equal("other=Active/1 versioned=Disabled/1", await client.AskAsync("do/other/list"));

        await ReloadAsync(gmqttd, "");
        Assert.Equal("0001 hello", await client.AskAsync("ask/versioned"));
    }

    [Fact]
    public async Task Another_plugin_order_changes_the_chain_and_loads_nothing_anew()
    {
        await using var gmqttd = _folder.Start();
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");
        Assert.Equal("other versioned", await client.AskAsync("chain"));

        await ReloadAsync(gmqttd, "", order: "\"versioned\"");
        Assert.Equal("versioned other", await client.AskAsync("chain"));
        Assert.Equal("versioned=Active/1 other=Active/1", await client.AskAsync("do/versioned/list"));
    }

    [Fact]
    public async Task An_order_that_names_a_plugin_which_is_not_there_is_told()
    {
        await using var gmqttd = _folder.Start();
        await gmqttd.ReadyAsync();

        _folder.Configure("", order: "\"nobody\"");
        gmqttd.Signal(GmqttdProcess.SigHup);

        Assert.Contains($"plugin nobody: there is no plugin nobody in {_folder.Plugins}", await gmqttd.LineAsync("ERR"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[plugins.versioned]\n")]
    public async Task Another_hook_timeout_counts_at_once_and_loads_nothing_anew(string table)
    {
        _folder.Configure(table + "hook_timeout = \"1h\"\n");
        await using var gmqttd = _folder.Start();
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");

        await ReloadAsync(gmqttd, table + "hook_timeout = \"100ms\"\n");
        await client.SendAsync(Packet.Publish("slow/versioned", [], qos: 1, packetId: 1));
        var answer = await client.ReadAsync();

        Assert.Equal((4, 0x83), (answer.Type, answer.ReasonCode)); // PUBACK, Implementation specific error
        Assert.Equal("other=Active/1 versioned=Active/1", await client.AskAsync("do/versioned/list"));
    }

    [Fact]
    public async Task A_plugin_that_authenticates_and_runs_from_its_copy_keeps_nameless_clients_out_over_a_reload()
    {
        _folder.DeployDecider();
        await using var gmqttd = _folder.Start();
        var port = await gmqttd.ReadyAsync();
        Assert.Equal(0x87, await NamelessAsync(port));

        _folder.CutOff("decider");
        await ReloadAsync(gmqttd, "");

        Assert.Equal(0x87, await NamelessAsync(port)); // Not authorized
    }

    /// <summary>The answer to a client without a name, for whom no plugin vouches.</summary>
    private static async Task<int> NamelessAsync(int port)
    {
        await using var client = await SocketClient.OpenAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port));
        await client.SendAsync(Packet.Connect("nameless"));
        return (await client.ReadAsync()).ReasonCode;
    }

    private async Task ReloadAsync(GmqttdProcess gmqttd, string toml, string order = "")
    {
        _folder.Configure(toml, order);
        gmqttd.Signal(GmqttdProcess.SigHup);
        await gmqttd.LineAsync(" INF reloaded changed=");
    }
}
