using System.Diagnostics;
using System.Net;

namespace Gmqtt.Examples.Tests;

/// <summary>mosquitto_pub and mosquitto_sub as a user of a broker that asks for passwords.</summary>
internal sealed class Mosquitto(IPEndPoint broker, string user, string? password = null)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs mosquitto_pub to its end.</summary>
    /// <returns>Its exit code and all it printed.</returns>
    internal Task<(int Code, string Output)> PublishAsync(string version, params string[] arguments) => RunAsync("mosquitto_pub", version, arguments);

    /// <summary>Runs mosquitto_sub to its end.</summary>
    /// <returns>Its exit code and all it printed.</returns>
    internal Task<(int Code, string Output)> SubscribeAsync(string version, params string[] arguments) => RunAsync("mosquitto_sub", version, arguments);

    private async Task<(int Code, string Output)> RunAsync(string program, string version, string[] arguments)
    {
        var start = new ProcessStartInfo(
            program, ["-h", broker.Address.ToString(), "-p", $"{broker.Port}", "-V", version, "-u", user, "-P", password ?? user, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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
            if (!process.HasExited) process.Kill();
        }
    }
}
