using Gmqtt.PluginHost.Hosting;
using Gmqtt.PluginHost.Tests.Loading;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>Files that are no good plugin: said in one sentence, refused where the configuration names them, and everything that runs goes on.</summary>
[Collection(HostileCollection.Name)]
public sealed class BadFilesTests
{
    private const string Other = "abcdefghij/abcdefghij.dll";

    public static TheoryData<string, string> Bad() => new()
    {
        { "empty", "plain.dll is cut off, or still being written: copy it again" },
        { "half", "plain.dll is cut off, or still being written: copy it again" },
        { "zeros", "plain.dll is cut off, or still being written: copy it again" },
        { "text", "plain.dll is not a .NET assembly, or damaged: build or copy it again" },
        { "newer", "plain.dll was built for Gmqtt.Abstractions 99.0, this broker has" },
        { "other framework", "plain.dll was built for .NET 99.0, this broker runs on" },
        { "not a plugin", "plain.dll does not use Gmqtt.Abstractions: it is not a plugin" },
        { "missing dependency", "plain.dll needs Missing 10.0.0.0, which is not in the plugin's folder: put Missing.dll there" },
        { "cut dependency", "lib.dll is cut off, or still being written: copy it again" },
        { "deps", "plain.deps.json is cut off, or not JSON: copy it again, or remove it" },
        { "link out", "outside the plugin's folder: copy the file" },
        { "link to nowhere", "which is not there" },
        { "open folder", "and so decide what the broker runs: chmod o-w" },
        { "open file", "and so decide what the broker runs: chmod o-w" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task The_broker_does_not_start_without_it_where_the_configuration_names_it(string what, string sentence)
    {
        using var folder = new HostileFolder().With("plain");
        Spoil(folder, what);
        var refused = await Assert.ThrowsAsync<PluginStartException>(() => HostileBroker.StartAsync(folder, "[plugins.plain]\n"));
        Assert.StartsWith("plugin plain: ", refused.Problems.Single(), StringComparison.Ordinal);
        Assert.Contains(sentence, refused.Problems.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_runs_goes_on_and_better_files_are_taken_up(string what, string sentence)
    {
        await using var broker = await HostileBroker.StartAsync(new HostileFolder().With("plain").With("hostilelife", "good"));
        Spoil(broker.Folder, what);
        await broker.NoticedAsync("plain");
        var info = broker.Info("plain");
        Assert.Equal((PluginState.Active, 1), (info.State, info.Generation));
        Assert.Contains(broker.Broker.Log.Lines, l => l.Text.Contains("name=plain", StringComparison.Ordinal) && l.Text.Contains(sentence, StringComparison.Ordinal));
        Assert.Equal(PluginState.Active, broker.Info("hostilelife").State);
        await broker.Traffic.GoesOnAsync(5);

        Directory.Delete(Path.Combine(broker.Folder.Plugins, "plain"), recursive: true);
        broker.Folder.With("plain").With("plain/new.txt", [1]);
        await broker.NoticedAsync("plain");
        Assert.Equal((PluginState.Active, 2, null), (broker.Info("plain").State, broker.Info("plain").Generation, broker.Info("plain").Reason));
    }

    [Fact]
    public async Task Both_a_folder_and_a_dll_of_one_name_are_neither_and_the_running_one_goes_on()
    {
        await using var broker = await HostileBroker.StartAsync(new HostileFolder().With("plain"));
        broker.Folder.With("plain.dll", File.ReadAllBytes(TestPlugin.Dll("plain")));
        await broker.NoticedAsync("plain");
        Assert.Equal((PluginState.Active, 1), (broker.Info("plain").State, broker.Info("plain").Generation));
        Assert.Contains("the same name twice: both the folder plain and plain.dll are there; remove one", broker.Info("plain").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_under_another_name_is_refused_because_it_calls_itself_as_before()
    {
        using var folder = new HostileFolder().With("plain");
        folder.With(Other, File.ReadAllBytes(TestPlugin.Dll("plain")));
        await using var broker = await HostileBroker.StartAsync(folder);
        Assert.Equal(PluginState.Failed, broker.Info("abcdefghij").State);
        Assert.Contains("it calls itself 'plain' and lies in 'abcdefghij'", broker.Info("abcdefghij").Reason, StringComparison.Ordinal);
        Assert.Equal(PluginState.Active, broker.Info("plain").State);
    }

    private static void Spoil(HostileFolder folder, string what)
    {
        var good = File.ReadAllBytes(TestPlugin.Dll("plain"));
        var path = Path.Combine(folder.Plugins, "plain", "plain.dll");
        switch (what)
        {
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "half":
                File.WriteAllBytes(path, good[..(good.Length / 2)]);
                break;
            case "zeros":
                File.WriteAllBytes(path, new byte[good.Length]);
                break;
            case "text":
                File.WriteAllText(path, string.Join(' ', Enumerable.Repeat("no assembly", 1000)));
                break;
            case "newer":
                File.WriteAllBytes(path, TestPlugin.BuiltAgainst("plain", "Gmqtt.Abstractions", new Version(99, 0)));
                break;
            case "other framework":
                File.WriteAllBytes(path, TestPlugin.BuiltAgainst("plain", "System.Runtime", new Version(99, 0)));
                break;
            case "not a plugin":
                File.Copy(TestPlugin.Dll("notaplugin"), path, overwrite: true);
                break;
            case "missing dependency":
                File.WriteAllBytes(path, Renamed(good, "System.Runtime", "Missing"));
                break;
            case "cut dependency":
                folder.With("plain/lib.dll", good[..1000]);
                break;
            case "deps":
                folder.With("plain/plain.deps.json", "{ \"targets\":"u8.ToArray());
                break;
            case "link out":
                File.Move(path, Path.Combine(folder.Plugins, "..", "elsewhere.dll"));
                File.CreateSymbolicLink(path, Path.Combine(folder.Plugins, "..", "elsewhere.dll"));
                break;
            case "link to nowhere":
                File.CreateSymbolicLink(Path.Combine(folder.Plugins, "plain", "lib.dll"), "nowhere.dll");
                break;
            case "open folder":
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder.Plugins, "plain"), (UnixFileMode)0b111_111_111);
                folder.With("plain/changed.txt", []);
                break;
            case "open file":
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
                folder.With("plain/changed.txt", []);
                break;
        }
    }

    /// <summary>The dll with another name in its string heap, which a reference to an assembly then has.</summary>
    private static byte[] Renamed(byte[] dll, string from, string to)
    {
        var bytes = dll.ToArray();
        var name = System.Text.Encoding.UTF8.GetBytes(from + "\0");
        for (var at = bytes.AsSpan().IndexOf(name); at >= 0; at = bytes.AsSpan().IndexOf(name))
        {
            bytes.AsSpan(at, name.Length).Clear();
            System.Text.Encoding.UTF8.GetBytes(to).CopyTo(bytes, at);
        }

        return bytes;
    }
}
