using System.Diagnostics;

namespace Gmqtt.Chaos.Power;

/// <summary>A program of the system that does one thing and ends.</summary>
internal static class Tool
{
    /// <exception cref="ChaosException">It failed; with what it said.</exception>
    internal static Task RunAsync(string program, params string[] arguments) => AskAsync(program, arguments);

    /// <returns>What it printed.</returns>
    /// <exception cref="ChaosException">It failed; with what it said.</exception>
    internal static async Task<string> AskAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new ChaosException($"{program} does not start");
        var printing = process.StandardOutput.ReadToEndAsync();
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new ChaosException($"{program} {string.Join(' ', arguments)}: {said.Trim()}");
        return await printing;
    }
}
