namespace Gmqtt.Template.Tests;

/// <summary>
/// Packages made from this build, the template installed from them, and projects made with it: one for each name and way of writing the options, all built with one command,
/// because starting the build tool takes longer than what it does. The snippets of the guide are one more project.
/// </summary>
public sealed class Generated : IAsyncLifetime
{
    /// <summary>Names and options.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Projects = new Dictionary<string, string[]>
    {
        ["Awesome"] = ["--hooks", "OnBasicAuth,OnSubscribe", "--config", "true"],
        ["Acme.RateLimit"] = ["--hooks", "OnMsgArrived", "--hooks", "OnClosed"],
        ["my-plugin"] = ["--config", "true"],
        ["1bad"] = ["--hooks", "onaccept, ONSTOP"],
        ["Plugin"] = ["--hooks", "OnAccept,OnBasicAuth,OnEnhancedAuth,OnReAuth,OnConnected,OnSessionCreated,OnSessionResumed,OnSessionTerminated,OnSubscribe,OnSubscribed,"
            + "OnUnsubscribe,OnUnsubscribed,OnMsgArrived,OnDeliver,OnDelivered,OnMsgDropped,OnClosed,OnWillPublish,OnWillPublished,OnStop", "--config", "true"],
    };

    private readonly Home _home = new();

    internal string Folder => Path.Combine(_home.Path, "projects");

    internal string Plugins => Path.Combine(_home.Path, "plugins");

    public async Task InitializeAsync()
    {
        var feed = Path.Combine(_home.Path, "feed");
        Directory.CreateDirectory(Folder);
        await _home.SucceedAsync(Repository.Root, "dotnet", "pack", "Gmqtt.sln", "--no-build", "-c", Repository.Configuration, "-o", feed, "-v", "q");
        await _home.SucceedAsync(Folder, "dotnet", "nuget", "add", "source", feed, "--name", "gmqtt");
        await _home.SucceedAsync(Folder, "dotnet", "new", "install", Directory.GetFiles(feed, "Gmqtt.Templates.*.nupkg").Single());
        foreach (var (name, options) in Projects) await CreateAsync(name, options);
        Snippets.Write(Path.Combine(Folder, "Snippets"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "all.proj"), """
            <Project>
              <ItemGroup><All Include="*/*/*.csproj;Snippets/*.csproj" /></ItemGroup>
              <Target Name="Build">
                <MSBuild Projects="@(All)" Targets="Restore" Properties="Restoring=true" BuildInParallel="true" />
                <MSBuild Projects="@(All)" Targets="Build" BuildInParallel="true" />
              </Target>
            </Project>
            """);
        _home.Variables["GMQTT_PLUGINS"] = Plugins;
        await _home.SucceedAsync(Folder, "dotnet", "msbuild", "all.proj", "-m", "-v:q", "-nologo");
    }

    public Task DisposeAsync()
    {
        _home.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Makes a project.</summary>
    /// <returns>Its folder.</returns>
    internal async Task<string> CreateAsync(string name, params string[] options)
    {
        await _home.SucceedAsync(Folder, "dotnet", ["new", "gmqtt-plugin", "-n", name, "--no-restore", .. options]);
        return Path.Combine(Folder, name);
    }

    internal Task<(int Code, string Output)> DotnetAsync(string folder, params string[] arguments) => _home.RunAsync(folder, "dotnet", arguments);
}
