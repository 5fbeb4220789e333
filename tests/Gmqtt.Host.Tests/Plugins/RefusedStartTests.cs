using Gmqtt.Host.Tests.Lifetime;
using Gmqtt.Testing;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>Without a plugin that has to run the broker does not: doors might stand open.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly PluggedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "\"auth\"")]
    [InlineData("[plugins.auth]\nkey = 1\n", "")]
    public async Task A_configured_plugin_that_is_missing(string toml, string order)
    {
        _folder.Configure(toml, order);

        var (code, output) = await _folder.RunAsync("start");

        Assert.Equal(1, code);
        Assert.Contains(
            $"plugin auth: the configuration names it, and it is not in {_folder.Plugins}; put it there as auth/auth.dll, or write enabled = false in [plugins.auth]\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_plugin_that_fails()
    {
        _folder.Deploy("versioned", "0001", "throws");
        _folder.Configure("[plugins.versioned]\n");

        var (code, output) = await _folder.RunAsync("start");

        Assert.Equal(1, code);
        Assert.EndsWith("plugin versioned: InvalidOperationException: version 0001 does not want to\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_plugin_whose_table_is_wrong()
    {
        _folder.Deploy("versioned", "0001");
        _folder.Configure("[plugins.versioned]\nnumber = 1\nnumbr = 2\n");

        var (code, output) = await _folder.RunAsync("start");

        Assert.Equal(1, code);
        Assert.Contains("plugin versioned: gmqtt.toml:13:1: plugins.versioned.numbr: unknown key; did you mean number?\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_vouches_for_clients_and_fails_even_when_nothing_names_it()
    {
        _folder.DeployDecider(broken: true);

        var (code, output) = await _folder.RunAsync("start");

        Assert.Equal(1, code);
        Assert.EndsWith("plugin decider: InvalidOperationException: no users today\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_other_plugin_that_fails_is_told_and_the_broker_runs()
    {
        _folder.Deploy("versioned", "0001", "throws");
        await using var gmqttd = _folder.Start();

        Assert.Contains("version 0001 does not want to", await gmqttd.LineAsync("ERR plugin not loaded name=versioned"), StringComparison.Ordinal);
        await gmqttd.ReadyAsync();
        gmqttd.Signal(GmqttdProcess.SigTerm);
        Assert.Equal(0, await gmqttd.ExitAsync());
    }

    [Fact]
    public async Task Beside_a_plugin_that_cannot_be_read_and_might_have_authenticated_nameless_clients_are_not_let_in()
    {
        _folder.DeployDecider();
        _folder.CutOff("decider");
        await using var gmqttd = _folder.Start();

        await gmqttd.LineAsync("ERR plugin not loaded name=decider");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "nameless"));
        Assert.Contains("answered by 20 0087", refused.Message, StringComparison.Ordinal); // CONNACK, no session, Not authorized
    }

    [Fact]
    public async Task Check_lists_the_plugins_in_their_order_and_why_others_do_not_run()
    {
        _folder.Deploy("versioned", "0001");
        _folder.Deploy("other", "0001");
        _folder.Deploy("off", "0001");
        File.WriteAllText(Path.Combine(_folder.Plugins, "off", "DISABLED"), "");
        _folder.Deploy("cut", "0001");
        _folder.CutOff("cut");
        _folder.Configure("", order: "\"versioned\"");

        var (code, output) = await _folder.RunAsync("check");

        Assert.Equal(0, code);
        Assert.EndsWith(
            """
            Plugins, the outermost first:
              versioned 0.1.0: OnMsgArrived OnStop
              other 0.1.0: OnMsgArrived OnStop
              cut failed: cut.dll is cut off, or still being written: copy it again
              off disabled: a file DISABLED is there

            """,
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ends_with_78_when_the_broker_would_not_start()
    {
        _folder.Deploy("cut", "0001");
        _folder.CutOff("cut");
        _folder.Configure("", order: "\"cut\", \"auth\"");

        var (code, output) = await _folder.RunAsync("check");

        Assert.Equal(78, code);
        Assert.Contains("plugin cut: cut.dll is cut off, or still being written: copy it again\nplugin auth: the configuration names it, and it is not in ", output, StringComparison.Ordinal);
        Assert.EndsWith("gmqtt.toml: 2 problems\n", output, StringComparison.Ordinal);
    }
}
