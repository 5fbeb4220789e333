using Gmqtt.Host.Tests.Lifetime;
using Gmqtt.Testing;

namespace Gmqtt.Host.Tests.Plugins;

/// <summary>A folder with a gmqtt.toml and a plugins folder, in which the real executable is started.</summary>
internal sealed class PluggedFolder : IDisposable
{
    private const string Head = "plugin_order = [{0}]\n[[listeners]]\naddress = \"127.0.0.1:0\"\n[[api.http]]\naddress = \"127.0.0.1:0\"\n"
        + "[[api.grpc]]\naddress = \"127.0.0.1:0\"\n[plugin_host]\ndir = \"plugins\"\ndata_dir = \"data\"\n";
    private readonly TemporaryFolder _folder = new();

    public PluggedFolder(params string[] plugins)
    {
        Directory.CreateDirectory(Plugins);
        foreach (var name in plugins) Deploy(name, "0001");
        Configure("");
    }

    public TemporaryFolder Folder => _folder;

    public string Plugins => _folder.File("plugins");

    /// <summary>The configuration: what is said of plugins, after ten lines that are always there; the last of them are in <c>[plugin_host]</c>.</summary>
    public void Configure(string toml, string order = "")
        => _folder.Write("gmqtt.toml", Head.Replace("{0}", order, StringComparison.Ordinal) + toml);

    public void Deploy(string name, string version, string conduct = "good") => VersionedPlugin.Deploy(Plugins, name, VersionedPlugin.Dll(version, name, conduct));

    /// <summary>Puts the Decider there, which vouches for clients.</summary>
    public void DeployDecider(bool broken = false)
    {
        var dll = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "decider", "decider.dll"));
        VersionedPlugin.Deploy(Plugins, "decider", broken ? VersionedPlugin.Patch(dll, "conduct|good  |", "conduct|broken|") : dll);
    }

    /// <summary>Cuts a plugin's dll off.</summary>
    public void CutOff(string name)
    {
        using var file = new FileStream(Path.Combine(Plugins, name, $"{name}.dll"), FileMode.Open);
        file.SetLength(file.Length / 2);
    }

    public GmqttdProcess Start(params string[] arguments) => GmqttdProcess.Start(_folder, ["start", .. arguments]);

    public Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => GmqttdProcess.RunAsync(_folder, arguments);

    public void Dispose() => _folder.Dispose();
}
