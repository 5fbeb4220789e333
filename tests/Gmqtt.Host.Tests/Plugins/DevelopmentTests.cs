using System.Diagnostics;
using System.Globalization;
using Gmqtt.Testing;
using Xunit.Abstractions;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary><c>gmqttd start --dev</c>: a plugin is in force as soon as it was built.</summary>
public sealed class DevelopmentTests(ITestOutputHelper output) : IDisposable
{
    private readonly PluggedFolder _folder = new("versioned");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task New_code_answers_within_two_seconds_of_the_last_write()
    {
        await using var gmqttd = _folder.Start("--dev");
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");
        Assert.Equal("0001 hello", await client.AskAsync("ask/versioned"));

        var times = new List<double>();
        for (var version = 2; version <= 6; version++)
        {
            _folder.Deploy("versioned", $"{version:0000}");
            var written = TimeProvider.System.GetTimestamp();
            while (await client.AskAsync("ask/versioned") != $"{version:0000} hello") Assert.True(TimeProvider.System.GetElapsedTime(written) < TimeSpan.FromSeconds(30));
            times.Add(TimeProvider.System.GetElapsedTime(written).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"from the last write to the first answer, ms: {string.Join(' ', times.Select(t => t.ToString("0", CultureInfo.InvariantCulture)))}");
        Assert.True(times[times.Count / 2] < 2000, $"{times[times.Count / 2]:0} ms");
    }

    [Fact]
    public async Task What_dotnet_build_deploys_is_in_force_when_it_ends()
    {
        await using var gmqttd = _folder.Start("--dev");
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");

        await BuildAsync(WriteProject("0002"));

        var loaded = await gmqttd.LineAsync("plugin loaded name=versioned");
        Assert.Contains(" version=1.0.0 generation=2 ", loaded, StringComparison.Ordinal);
        await gmqttd.LineAsync("hooks asked order=versioned hooks=\"OnMsgArrived");
        Assert.Equal("0002 hello", await client.AskAsync("ask/versioned"));
        Assert.Equal(["versioned.deps.json", "versioned.dll", "versioned.pdb", "versioned.runtimeconfig.json"], Files());
        await gmqttd.LineAsync("plugin gone from memory name=versioned generation=1");
    }

    [Fact]
    public async Task After_60_reloads_the_process_is_as_big_as_before()
    {
        await using var gmqttd = _folder.Start("--dev");
        await using var client = await SocketClient.ConnectAsync(await gmqttd.ReadyAsync(), "c");
        for (var generation = 2; generation <= 61; generation++)
        {
            Assert.Equal("done", await client.AskAsync("do/versioned/reload/versioned"));
            await gmqttd.LineAsync($"plugin gone from memory name=versioned generation={generation - 1}");
            if (generation is 21 or 61) output.WriteLine($"working set after {generation - 1} reloads: {WorkingSet(gmqttd.Id)} KiB");
        }

        Assert.Equal("versioned=Active/61", await client.AskAsync("do/versioned/list"));
    }

    /// <summary>A project of somebody else's: the abstractions as an assembly, and what their package brings for the build.</summary>
    private string WriteProject(string version)
    {
        var root = Path.Combine(Root(), "abstractions", "Gmqtt.Abstractions", "build");
        var folder = Directory.CreateDirectory(_folder.Folder.File("source")).FullName;
        var source = File.ReadAllText(Path.Combine(Root(), "tests", "TestPlugins", "Versioned", "Plugin.cs"));
        File.WriteAllText(Path.Combine(folder, "Plugin.cs"), source.Replace("|0001|", $"|{version}|", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"""<Project><Import Project="{root}/Gmqtt.Abstractions.props" /></Project>""");
        File.WriteAllText(Path.Combine(folder, "Directory.Build.targets"), $"""<Project><Import Project="{root}/Gmqtt.Abstractions.targets" /></Project>""");
        File.WriteAllText(
            Path.Combine(folder, "Versioned.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.ToString(2)}</TargetFramework>
                <AssemblyName>versioned</AssemblyName>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "Gmqtt.Abstractions.dll")}" Private="false" />
              </ItemGroup>
            </Project>
            """);
        return folder;
    }

    private async Task BuildAsync(string folder)
    {
        string[] arguments = ["build", "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:GmqttPluginsDir={_folder.Plugins}"];
        using var build = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
        var said = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, said);
    }

    /// <summary>All files of the plugins folder.</summary>
    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder.Plugins, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gmqtt.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Gmqtt.sln");
        return folder;
    }

    private static long WorkingSet(int id)
    {
        using var process = Process.GetProcessById(id);
        return process.WorkingSet64 / 1024;
    }
}
