using Gmqtt.Host.Tests.Lifetime;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>The plugins that come with the broker are in its folder as soon as it is built, and run.</summary>
public sealed class BuiltInPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Repository { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The build of the host beside that of these tests: bin/CONFIGURATION/net10.0 of both.</summary>
    internal static string Built { get; } = Path.Combine(Repository, "host", "Gmqtt.Host", "bin", Tail(AppContext.BaseDirectory));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_plugin_of_the_repository_is_beside_the_executable()
    {
        var names = Directory.GetFiles(Path.Combine(Repository, "plugins"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => Path.GetDirectoryName(Path.GetDirectoryName(project)) == Path.Combine(Repository, "plugins"))
            .Select(Path.GetFileNameWithoutExtension).ToList();

        Assert.Contains("auth", names);
        Assert.All(names, name => Assert.True(File.Exists(Path.Combine(Built, "plugins", name!, $"{name}.dll")), $"{name} is not in {Built}/plugins"));
    }

    [Fact]
    public async Task They_run_as_built_in_but_for_auth_which_waits_for_its_table()
    {
        await using var gmqttd = GmqttdProcess.Start(
            _folder, "start", "--set", $"plugin_host.dir={Path.Combine(Built, "plugins")}", "--set", $"plugin_host.data_dir={_folder.Path}", "--set", "listeners.0.address=127.0.0.1:0",
            "--set", "listeners.1.address=127.0.0.1:0", "--set", "api.http.0.address=127.0.0.1:0", "--set", "api.grpc.0.address=127.0.0.1:0",
            "--set", "plugins.prometheus.address=127.0.0.1:0");

        Assert.Contains("there is no table [plugins.auth]", await gmqttd.LineAsync("plugin off name=auth"), StringComparison.Ordinal);
        await gmqttd.LineAsync("Metrics are served at http://127.0.0.1:");
        await gmqttd.LineAsync("plugin loaded name=prometheus");
        await gmqttd.ReadyAsync();
    }

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Gmqtt.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);

    private static string Tail(string folder)
    {
        var parts = Path.TrimEndingDirectorySeparator(folder).Split(Path.DirectorySeparatorChar);
        return Path.Combine(parts[^2], parts[^1]);
    }
}
