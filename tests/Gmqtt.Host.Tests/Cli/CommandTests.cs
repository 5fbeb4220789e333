using Gmqtt.Host.Configuration.Reference;
using Gmqtt.Host.Tests.Lifetime;

namespace Gmqtt.Host.Tests.Cli;

/// <summary>The commands that end by themselves.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_of_a_sound_file_ends_with_0_and_lists_what_is_less_safe()
    {
        _folder.Write("gmqtt.toml", "[limits]\nmax_topic_bytes = \"8KiB\"\nmax_memory = \"64MiB\"\n");

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "check", "-c", "gmqtt.toml");

        Assert.Equal(
            (0, "gmqtt.toml is sound. Less safe than built in:\n  1. limits.max_topic_bytes is 8KiB, built in is 4KiB\nMemory at most 220MiB, clients 64MiB.\n"), (code, output));
    }

    [Fact]
    public async Task Check_says_when_the_machine_has_less_memory_than_the_limits_allow()
    {
        _folder.Write("gmqtt.toml", "[limits]\nmax_memory = \"1TiB\"\n");

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "check", "-c", "gmqtt.toml");

        Assert.Equal(0, code);
        Assert.Contains("Too little: memory may come to 1.7TiB and there are ", output, StringComparison.Ordinal);
        Assert.Contains("set limits.max_memory to ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_of_a_bad_file_tells_everything_and_ends_with_78()
    {
        _folder.Write("gmqtt.toml", "x = 1\n[mqtt]\nmax_inflight = 0\n");

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "check");

        Assert.Equal(78, code);
        Assert.Equal(
            "gmqtt.toml:1:1: x: unknown key; gmqttd defaults shows all keys\ngmqtt.toml:3:1: mqtt.max_inflight: 0 is out of range; write a whole number from 1 to 65535\ngmqtt.toml: 2 problems\n",
            output);
    }

    [Fact]
    public async Task Check_prints_every_value_and_who_set_it()
    {
        _folder.Write("gmqtt.toml", "[mqtt]\nmax_inflight = 5\n");

        var (code, output) = await GmqttdProcess.RunAsync(_folder, "check", "--print", "--set", "mqtt.max_keepalive=60");

        Assert.Equal(0, code);
        Assert.Matches(@"(?m)^mqtt\.max_inflight = 5 +# gmqtt\.toml:2:1$", output);
        Assert.Matches(@"(?m)^mqtt\.max_keepalive = 60 +# --set$", output);
        Assert.Matches(@"(?m)^mqtt\.session_expiry = ""2h"" +# default$", output);
    }

    [Fact]
    public async Task Defaults_prints_gmqtt_toml()
    {
        var (code, output) = await GmqttdProcess.RunAsync(_folder, "defaults");

        Assert.Equal(0, code);
        Assert.Equal(TomlSample.Write(), output);
    }

    [Fact]
    public async Task Version_is_told()
    {
        var (code, output) = await GmqttdProcess.RunAsync(_folder, "version");

        Assert.Equal(0, code);
        Assert.StartsWith("gmqttd 0.1.0 (.NET ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A command is missing: gmqttd start, for example.\ngmqttd --help says what can be written.\n")]
    [InlineData("strat is no command; did you mean start?\ngmqttd --help says what can be written.\n", "strat")]
    [InlineData("Unrecognized command or argument '--sett'.\ngmqttd start --help says what can be written.\n", "start", "--sett")]
    [InlineData("Required argument missing for option: '--config'.\ngmqttd start --help says what can be written.\n", "start", "--config")]
    public async Task A_command_line_that_makes_no_sense_ends_with_2(string expected, params string[] arguments)
    {
        var (code, output) = await GmqttdProcess.RunAsync(_folder, arguments);

        Assert.Equal((2, expected), (code, output));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("start", "--help")]
    public async Task Help_ends_with_0(params string[] arguments)
    {
        var (code, output) = await GmqttdProcess.RunAsync(_folder, arguments);

        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }
}
