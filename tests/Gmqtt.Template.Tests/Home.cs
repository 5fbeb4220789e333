using System.Diagnostics;

namespace Gmqtt.Template.Tests;

/// <summary>
/// A home folder of the tests' own: template installations, package sources and packages of the person who runs them stay untouched. Packages that person has are used, so that not
/// everything is fetched again.
/// </summary>
public sealed class Home : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gmqtt-home-");

    public Home()
    {
        var own = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? System.IO.Path.Combine(own, ".nuget", "packages");
        Variables = new()
        {
            ["HOME"] = Path,
            ["DOTNET_CLI_HOME"] = Path,
            ["NUGET_PACKAGES"] = System.IO.Path.Combine(Path, "packages-in-use"),
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1",

            // No process outlives a command.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["UseSharedCompilation"] = "false",
        };

        // Packages of this repository that were installed by hand would be taken for the ones just made.
        if (Directory.Exists(packages) && Directory.GetDirectories(packages, "gmqtt.*").Length == 0) Variables["NUGET_FALLBACK_PACKAGES"] = packages;
        var sources = System.IO.Path.Combine(own, ".nuget", "NuGet", "NuGet.Config");
        if (!File.Exists(sources)) return;
        Directory.CreateDirectory(System.IO.Path.Combine(Path, ".nuget", "NuGet"));
        File.Copy(sources, System.IO.Path.Combine(Path, ".nuget", "NuGet", "NuGet.Config"));
    }

    internal string Path => _folder.FullName;

    internal Dictionary<string, string> Variables { get; }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and all it said.</returns>
    internal async Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(folder, program, arguments)) ?? throw new InvalidOperationException(program);
        process.StandardInput.Close();
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

    /// <summary>Runs a program that has to succeed.</summary>
    /// <returns>All it said.</returns>
    internal async Task<string> SucceedAsync(string folder, string program, params string[] arguments)
    {
        var (code, output) = await RunAsync(folder, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} exited with {code}:\n{output}");
        return output;
    }

    internal ProcessStartInfo StartInfo(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the test platform sets for its own process is not for others.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("GMQTT", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        return start;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
