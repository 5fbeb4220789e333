using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gmqtt.Host.Tests.Lifetime;

/// <summary>The process from its start to its exit code.</summary>
public sealed class StartAndStopTests : IDisposable
{
    private const string AnyPort = "[[listeners]]\naddress = \"127.0.0.1:0\"\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_what_it_is_what_it_reads_and_where_it_listens_and_SIGTERM_ends_it_with_0()
    {
        var file = _folder.Write("gmqtt.toml", AnyPort);
        await using var gmqttd = GmqttdProcess.Start(_folder, "start", "--set", "mqtt.max_inflight=7");

        Assert.Contains(" INF gmqttd 0.1.0 starts pid=" + gmqttd.Id, await gmqttd.LineAsync("starts"), StringComparison.Ordinal);
        Assert.EndsWith("configuration file=" + file, await gmqttd.LineAsync("configuration"), StringComparison.Ordinal);
        Assert.EndsWith("set path=mqtt.max_inflight value=7 by=--set", await gmqttd.LineAsync("set path"), StringComparison.Ordinal);
        Assert.EndsWith("log level=info to=\"standard output\"", await gmqttd.LineAsync("log level"), StringComparison.Ordinal);
        Assert.Contains("limits connections=", await gmqttd.LineAsync("limits"), StringComparison.Ordinal);
        var port = await gmqttd.ReadyAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);

        gmqttd.Signal(GmqttdProcess.SigTerm);

        Assert.Contains("stops signal=Terminate", await gmqttd.LineAsync("stops"), StringComparison.Ordinal);
        await gmqttd.LineAsync("stopped");
        Assert.Equal(0, await gmqttd.ExitAsync());
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_0_too()
    {
        _folder.Write("gmqtt.toml", AnyPort);
        await using var gmqttd = GmqttdProcess.Start(_folder, "start");
        await gmqttd.ReadyAsync();

        gmqttd.Signal(GmqttdProcess.SigInt);

        Assert.Equal(0, await gmqttd.ExitAsync());
    }

    [Fact]
    public async Task A_bad_configuration_is_told_on_the_error_output_with_exit_code_78()
    {
        _folder.Write("bad.toml", "[mqtt]\nsesion_expiry = \"2h\"\nmax_inflight = 0\n");

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "start", "-c", "bad.toml");

        Assert.Equal(78, code);
        Assert.Equal(
            "bad.toml:2:1: mqtt.sesion_expiry: unknown key; did you mean session_expiry?\nbad.toml:3:1: mqtt.max_inflight: 0 is out of range; write a whole number from 1 to 65535\n",
            output);
    }

    [Fact]
    public async Task A_listener_that_others_can_reach_does_not_start_with_exit_code_78()
    {
        var (code, output) = await GmqttdProcess.RunAsync(_folder, "start", "--set", "listeners.0.address=0.0.0.0:0");

        Assert.Equal(78, code);
        Assert.Contains("--set: listeners.0.address: 0.0.0.0:0 can be reached from other machines", output, StringComparison.Ordinal);
        Assert.Contains("    address = \"127.0.0.1:0\"\n", output, StringComparison.Ordinal);
        Assert.Contains("    plugin_order = [\"auth\"]\n", output, StringComparison.Ordinal);
        Assert.Contains("    allow_anonymous = true\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_told_with_its_line_and_how_to_find_the_owner_with_exit_code_1()
    {
        using var owner = new TcpListener(IPAddress.Loopback, 0);
        owner.Start();
        var port = ((IPEndPoint)owner.LocalEndpoint).Port;
        _folder.Write("gmqtt.toml", $"pid_file = \"pid\"\n[[listeners]]\naddress = \"127.0.0.1:{port}\"\n");

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "start", "-c", "gmqtt.toml");

        Assert.Equal(1, code);
        Assert.Contains($"gmqtt.toml:3:1: listeners.0.address: 127.0.0.1:{port} is in use", output, StringComparison.Ordinal);
        Assert.Contains($"ss -ltnp 'sport = :{port}'", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("pid")));
    }

    [Fact]
    public async Task The_pid_file_holds_the_process_keeps_a_second_one_out_and_goes_with_the_process()
    {
        _folder.Write("gmqtt.toml", "pid_file = \"gmqttd.pid\"\n" + AnyPort);
        await using var gmqttd = GmqttdProcess.Start(_folder, "start");
        await gmqttd.ReadyAsync();
        Assert.Equal($"{gmqttd.Id}\n", await File.ReadAllTextAsync(_folder.File("gmqttd.pid")));

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "start");

        Assert.Equal(1, code);
        Assert.Contains($"pid_file: process {gmqttd.Id} of {_folder.File("gmqttd.pid")} is alive; stop it with kill {gmqttd.Id}", output, StringComparison.Ordinal);
        gmqttd.Signal(GmqttdProcess.SigTerm);
        await gmqttd.ExitAsync();
        Assert.False(File.Exists(_folder.File("gmqttd.pid")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("999999999")]
    [InlineData("nonsense")]
    public async Task A_pid_file_that_a_crash_left_behind_does_not_keep_it_from_starting(string left)
    {
        _folder.Write("gmqttd.pid", left);
        _folder.Write("gmqtt.toml", "pid_file = \"gmqttd.pid\"\n" + AnyPort);
        await using var gmqttd = GmqttdProcess.Start(_folder, "start");

        await gmqttd.ReadyAsync();

        Assert.Equal($"{gmqttd.Id}\n", await File.ReadAllTextAsync(_folder.File("gmqttd.pid")));
    }

    [Theory]
    [InlineData(GmqttdProcess.SigTerm, 143)]
    [InlineData(GmqttdProcess.SigInt, 130)]
    public async Task A_second_signal_ends_it_at_once_even_when_the_first_cannot_be_finished_and_systemd_is_told(int signal, int expected)
    {
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(_folder.File("notify")));

        // Nobody reads what it writes and the first line is longer than a pipe holds: the log can never be written to its end.
        await using var gmqttd = GmqttdProcess.StartUnread(
            _folder, new() { ["NOTIFY_SOCKET"] = _folder.File("notify") },
            "start", "--set", "listeners.0.address=127.0.0.1:0", "--set", "plugins.x.enabled=false", "--set", "plugins.x.y=" + new string('y', 100_000));
        Assert.StartsWith("READY=1\n", await NotificationAsync(systemd), StringComparison.Ordinal);

        gmqttd.Signal(signal);
        Assert.StartsWith("STOPPING=1\n", await NotificationAsync(systemd), StringComparison.Ordinal);
        gmqttd.Signal(signal);

        Assert.Equal(expected, await gmqttd.ExitAsync());
    }

    private static async Task<string> NotificationAsync(Socket systemd)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await systemd.ReceiveAsync(buffer, deadline.Token));
    }
}
