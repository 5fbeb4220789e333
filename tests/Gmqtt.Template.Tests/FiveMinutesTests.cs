using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit.Abstractions;

namespace Gmqtt.Template.Tests;

/// <summary>The README's commands for somebody who writes a plugin, typed as they stand there, in a home folder of the test's own.</summary>
public sealed class FiveMinutesTests(ITestOutputHelper output) : IDisposable
{
    private readonly Home _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task From_the_template_to_a_hook_that_is_seen_working_takes_less_than_five_minutes()
    {
        var blocks = CodeBlock.Of(Repository.Read("README.md"), "## Write a plugin");
        Assert.Equal(["bash", "bash", "csharp", "bash"], blocks.Select(b => b.Kind));
        await PrepareAsync(blocks[0]);
        OtherPort();

        var began = Stopwatch.GetTimestamp();
        var folder = Directory.CreateDirectory(Path.Combine(_home.Path, "work")).FullName;
        await using var terminal = new Terminal(_home.StartInfo(folder, "bash"));
        foreach (var command in Lines(blocks[1]))
        {
            await terminal.TypeAsync(command);
            if (command.StartsWith("gmqttd", StringComparison.Ordinal)) await terminal.SeeAsync("ready listeners=");
            if (command.StartsWith("dotnet build", StringComparison.Ordinal)) await terminal.SeeAsync("plugin loaded name=awesome");
        }

        await terminal.SeeAsync("OnMsgArrived hello");
        output.WriteLine($"a hook was seen after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");

        await File.WriteAllTextAsync(Path.Combine(folder, "Awesome", "Awesome", "Plugin.cs"), blocks[2].Text);
        foreach (var command in Lines(blocks[3]))
        {
            if (command.StartsWith("dotnet build", StringComparison.Ordinal))
            {
                await terminal.TypeAsync(command);
                await terminal.SeeAsync("generation=2");
            }
            else if (command.StartsWith("mosquitto_pub", StringComparison.Ordinal))
            {
                // A person takes a moment between two commands, and the subscriber needs it.
                for (var times = 0; times < 50 && !terminal.IsSeen("hello WORLD"); times++) await terminal.TypeAsync(command);
                await terminal.SeeAsync("hello WORLD");
            }
            else
            {
                await terminal.TypeAsync(command);
            }
        }

        var took = Stopwatch.GetElapsedTime(began);
        output.WriteLine($"and its change after {took.TotalSeconds:0} s");
        Assert.True(took < TimeSpan.FromMinutes(5), $"it took {took}");
    }

    private static string[] Lines(CodeBlock block) => block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Publishes and packs what the tests were built with, instead of building all anew.</summary>
    private async Task PrepareAsync(CodeBlock block)
    {
        foreach (var command in Lines(block))
        {
            Assert.Contains(" -c Release ", command, StringComparison.Ordinal);
            await _home.SucceedAsync(Repository.Root, "bash", "-c", command.Replace(" -c Release ", $" --no-build -v q -c {Repository.Configuration} ", StringComparison.Ordinal));
        }
    }

    /// <summary>The ports of the commands are the usual ones; here both sides are told of others, in the ways that each has for it.</summary>
    private void OtherPort()
    {
        var ports = new[] { FreePort(), FreePort() };
        _home.Variables["GMQTT__LISTENERS__0__ADDRESS"] = $"127.0.0.1:{ports[0]}";
        _home.Variables["GMQTT__LISTENERS__1__ADDRESS"] = $"127.0.0.1:{ports[1]}";
        foreach (var api in new[] { "API__HTTP__0", "API__GRPC__0", "PLUGINS__PROMETHEUS" }) _home.Variables[$"GMQTT__{api}__ADDRESS"] = "127.0.0.1:0";
        var settings = Directory.CreateDirectory(Path.Combine(_home.Path, ".config")).FullName;
        foreach (var program in new[] { "mosquitto_pub", "mosquitto_sub" }) File.WriteAllText(Path.Combine(settings, program), $"-p {ports[0]}\n");
        _home.Variables["XDG_CONFIG_HOME"] = settings;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
