using System.Net;
using System.Net.Sockets;

namespace Gmqtt.Host.Tests.Lifetime;

/// <summary>SIGHUP and <c>gmqttd reload</c> while the broker runs.</summary>
public sealed class ReloadTests : IDisposable
{
    private const string Head = "pid_file = \"gmqttd.pid\"\n[[listeners]]\naddress = \"127.0.0.1:0\"\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_changed_is_told_with_who_set_it_and_what_needs_a_restart_is_told_every_time()
    {
        await using var gmqttd = await StartAsync("[mqtt]\nsession_expiry = \"3h\"\n");

        Write("[mqtt]\nsession_expiry = \"4h\"\n[network]\nio_threads = 1\n");
        gmqttd.Signal(GmqttdProcess.SigHup);

        Assert.EndsWith(" INF changed path=mqtt.session_expiry from=3h to=4h by=gmqtt.toml:5:1", await gmqttd.LineAsync("changed"), StringComparison.Ordinal);
        Assert.EndsWith(" WRN needs a restart path=network.io_threads running=0 configured=1 by=gmqtt.toml:7:1", await gmqttd.LineAsync("restart"), StringComparison.Ordinal);
        Assert.EndsWith(" INF reloaded changed=1 need_restart=1", await gmqttd.LineAsync("reloaded"), StringComparison.Ordinal);

        gmqttd.Signal(GmqttdProcess.SigHup);
        Assert.EndsWith(" INF reloaded changed=0 need_restart=1", await gmqttd.LineAsync("reloaded"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_file_changes_nothing_and_the_next_signals_work()
    {
        await using var gmqttd = await StartAsync("");

        Write("[mqtt]\nmax_inflight = 0\nsesion_expiry = \"2h\"\n");
        gmqttd.Signal(GmqttdProcess.SigHup);
        Assert.EndsWith(" ERR gmqtt.toml:5:1: mqtt.max_inflight: 0 is out of range; write a whole number from 1 to 65535", await gmqttd.LineAsync("ERR"), StringComparison.Ordinal);
        Assert.EndsWith(" ERR gmqtt.toml:6:1: mqtt.sesion_expiry: unknown key; did you mean session_expiry?", await gmqttd.LineAsync("ERR"), StringComparison.Ordinal);
        Assert.EndsWith(" ERR reload refused, the configuration stays as it was problems=2", await gmqttd.LineAsync("refused"), StringComparison.Ordinal);

        File.Delete(_folder.File("gmqtt.toml"));
        gmqttd.Signal(GmqttdProcess.SigHup);
        Assert.Contains("gmqtt.toml does not exist", await gmqttd.LineAsync("ERR"), StringComparison.Ordinal);
        await gmqttd.LineAsync("refused");

        Write("");
        gmqttd.Signal(GmqttdProcess.SigHup);
        Assert.EndsWith("reloaded changed=0 need_restart=0", await gmqttd.LineAsync("reloaded"), StringComparison.Ordinal);

        gmqttd.Signal(GmqttdProcess.SigTerm);
        Assert.Equal(0, await gmqttd.ExitAsync());
    }

    [Fact]
    public async Task Listeners_come_and_go_and_one_that_cannot_come_leaves_everything_as_it_was()
    {
        await using var gmqttd = await StartAsync("");
        using var owner = new TcpListener(IPAddress.Loopback, 0);
        owner.Start();
        var address = (IPEndPoint)owner.LocalEndpoint;

        Write($"[[listeners]]\naddress = \"{address}\"\n[mqtt]\nmax_inflight = 5\n");
        gmqttd.Signal(GmqttdProcess.SigHup);
        Assert.Contains($"gmqtt.toml:5:1: listeners.1.address: {address} is in use", await gmqttd.LineAsync("ERR"), StringComparison.Ordinal);
        await gmqttd.LineAsync("refused");

        // Everything, the other values of the file too: they count as changed now.
        owner.Stop();
        gmqttd.Signal(GmqttdProcess.SigHup);
        await gmqttd.LineAsync("changed path=mqtt.max_inflight from=100 to=5");
        await gmqttd.LineAsync("reloaded");
        using var client = new TcpClient();
        await client.ConnectAsync(address);
    }

    [Fact]
    public async Task The_log_level_changes_at_once()
    {
        await using var gmqttd = await StartAsync("");

        Write("[log]\nlevel = \"debug\"\n[log.levels]\n\"Gmqtt.Host\" = \"warn\"\n[network]\nio_threads = 1\n");
        gmqttd.Signal(GmqttdProcess.SigHup);

        // The next line is the warning: those at Information around it are silenced.
        await gmqttd.LineAsync("reload asked for");
        Assert.Contains("needs a restart path=network.io_threads", await gmqttd.LineAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reload_command_finds_the_broker_by_its_pid_file()
    {
        await using var gmqttd = await StartAsync("");

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "reload");

        Assert.Equal(0, code);
        Assert.Equal($"Process {gmqttd.Id} reloads; its log says what changed.\n", output);
        await gmqttd.LineAsync("reloaded changed=0 need_restart=0");
    }

    [Fact]
    public async Task The_reload_command_says_why_it_cannot()
    {
        Write("");
        var (noBroker, noBrokerOutput) = await GmqttdProcess.RunAsync(_folder, "reload");
        _folder.Write("gmqttd.pid", "1\n");
        var (stale, staleOutput) = await GmqttdProcess.RunAsync(_folder, "reload");
        _folder.Write("none.toml", "");
        var (noPidFile, noPidFileOutput) = await GmqttdProcess.RunAsync(_folder, "reload", "-c", "none.toml");
        _folder.Write("bad.toml", "x = 1");
        var (bad, badOutput) = await GmqttdProcess.RunAsync(_folder, "reload", "-c", "bad.toml");

        Assert.Equal((1, $"{_folder.File("gmqttd.pid")} does not exist: no broker runs with this configuration.\n"), (noBroker, noBrokerOutput));
        Assert.Equal((1, $"The process in {_folder.File("gmqttd.pid")} is no live broker.\n"), (stale, staleOutput));
        Assert.Equal(1, noPidFile);
        Assert.Contains("none.toml has no pid_file", noPidFileOutput, StringComparison.Ordinal);
        Assert.Equal((78, "bad.toml:1:1: x: unknown key; gmqttd defaults shows all keys\nNothing was reloaded.\n"), (bad, badOutput));
    }

    [Fact]
    public async Task Started_by_nohup_it_reads_its_configuration_again_all_the_same()
    {
        Write("");
        await using var gmqttd = GmqttdProcess.StartWithoutHangUp(_folder, "start");
        await gmqttd.ReadyAsync();
        gmqttd.Signal(GmqttdProcess.SigHup);
        Assert.EndsWith(" INF reloaded changed=0 need_restart=0", await gmqttd.LineAsync("reloaded"), StringComparison.Ordinal);
    }

    private async Task<GmqttdProcess> StartAsync(string toml)
    {
        Write(toml);
        var gmqttd = GmqttdProcess.Start(_folder, "start");
        await gmqttd.ReadyAsync();
        return gmqttd;
    }

    private void Write(string toml) => _folder.Write("gmqtt.toml", Head + toml);
}
