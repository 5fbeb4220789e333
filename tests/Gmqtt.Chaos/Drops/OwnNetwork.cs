using System.Diagnostics;
using System.Text.Json;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Power;

namespace Gmqtt.Chaos.Drops;

/// <summary>This program once more, in a network of its own: its rules bind nobody else, and are gone when it is.</summary>
internal static class OwnNetwork
{
    internal const string Command = "in-own-network";
    private const string Up = "ip link set lo up && ";
    private const string Probe = "nft 'add table inet p; add chain inet p c { type filter hook input priority 0; }; add rule inet p c iif lo tcp dport 1 numgen random mod 100 < 20 counter drop'";

    /// <summary>Why it cannot be run here, or null.</summary>
    internal static async Task<string?> WhyNotAsync()
    {
        try
        {
            await Tool.RunAsync("unshare", "-n", "sh", "-c", Up + Probe);
            return null;
        }
        catch (Exception e) when (e is ChaosException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }

    /// <summary>Runs there.</summary>
    /// <param name="options">What is run.</param>
    /// <param name="tell">Gets its lines.</param>
    internal static async Task<Outcome> RunAsync(DropsOptions options, Action<string> tell)
    {
        string[] arguments = ["-n", "sh", "-c", Up + "exec \"$0\" \"$@\"", Path.Combine(AppContext.BaseDirectory, "gmqtt-chaos"), Command, JsonSerializer.Serialize(options)];
        using var process = Process.Start(new ProcessStartInfo("unshare", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var failing = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line) tell(line);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new ChaosException($"the run in its own network failed: {(await failing).Trim()}");
        return JsonSerializer.Deserialize<Outcome>(await File.ReadAllTextAsync(ResultIn(options.Place)))!;
    }

    /// <summary>What is run there.</summary>
    /// <param name="text">The options, as <see cref="RunAsync"/> has written them.</param>
    internal static async Task HostAsync(string text)
    {
        var options = JsonSerializer.Deserialize<DropsOptions>(text)!;
        await using var broker = await BrokerKind.MakeAsync(options.Broker, options.Place, options.Program, options.Environment);
        var outcome = await new DropsRun(broker, options, Console.WriteLine).RunAsync();
        await File.WriteAllTextAsync(ResultIn(options.Place), JsonSerializer.Serialize(outcome));
    }

    private static string ResultIn(string place) => Path.Combine(place, "outcome.json");
}
