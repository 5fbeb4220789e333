using System.Diagnostics;
using System.Net;

namespace Gmqtt.Admin.Tests;

/// <summary>Programs of others that talk to the broker and to its API.</summary>
internal static class Mosquitto
{
    /// <summary>Runs mosquitto_sub to its end.</summary>
    internal static Task<(int Code, string Output)> SubscribeAsync(IPEndPoint broker, params string[] arguments)
        => Tool.RunAsync("mosquitto_sub", ["-h", broker.Address.ToString(), "-p", $"{broker.Port}", .. arguments]);
}

/// <summary>A program that is run to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>Its exit code and all it printed.</returns>
    internal static async Task<(int Code, string Output)> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} cannot be run; tests/run installs it");
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
