using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Tests.Loading;

namespace Gmqtt.PluginHost.Tests.Discovery;

public sealed class PreflightTests : IDisposable
{
    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void What_a_plugin_says_of_itself_is_known_before_it_runs()
    {
        var verdict = Check("plain");
        Assert.True(verdict.IsGood);
        Assert.Empty(verdict.Warnings);
        var manifest = verdict.Manifest;
        Assert.Equal("Gmqtt.TestPlugins.Plain.Plugin", manifest.TypeName);
        Assert.Equal("0.1.0", manifest.Version);
        Assert.Equal(new Version(1, 0, 0, 0), manifest.BuiltFor);
        Assert.Equal("Lets everything pass.", manifest.Description);
        Assert.Equal(7, manifest.Order);
        Assert.False(manifest.RequiresConfiguration);
        Assert.True(manifest.Unloadable);
        Assert.Equal(["OnMsgArrived"], manifest.Hooks);
        Assert.False(manifest.Vouches);
    }

    [Fact]
    public void A_plugin_may_derive_from_a_generic_class_and_tells_that_it_lets_clients_in()
    {
        var verdict = Check("derived");
        Assert.True(verdict.IsGood);
        Assert.Equal(["OnBasicAuth", "OnClosed"], verdict.Manifest.Hooks);
        Assert.True(verdict.Manifest.Vouches);
        Assert.True(verdict.Manifest.RequiresConfiguration);
        Assert.False(verdict.Manifest.Unloadable);
        Assert.Equal(1000, verdict.Manifest.Order);
        Assert.Null(verdict.Manifest.Description);
    }

    [Theory]
    [InlineData("notaplugin", "does not use Gmqtt.Abstractions")]
    [InlineData("twoplugins", "Gmqtt.TestPlugins.TwoPlugins.First and Gmqtt.TestPlugins.TwoPlugins.Second both implement IPlugin")]
    [InlineData("withconstructor", "Gmqtt.TestPlugins.WithConstructor.Plugin implements IPlugin, but has no public constructor without parameters")]
    [InlineData("hidden", "Gmqtt.TestPlugins.Hidden.Plugin implements IPlugin, but is not public")]
    public void What_is_no_plugin_says_why(string name, string sentence) => Refuses(Check(name), RefusalKind.NotAPlugin, sentence);

    [Theory]
    [InlineData("1.1", "plain.dll was built for Gmqtt.Abstractions 1.1, this broker has 1.0: upgrade the broker, or build the plugin against that version")]
    [InlineData("2.0", "upgrade the broker")]
    [InlineData("0.9", "build the plugin anew")]
    public void A_plugin_for_another_version_of_the_abstractions_is_refused(string version, string sentence)
        => Refuses(CheckPatched("plain", "Gmqtt.Abstractions", version), RefusalKind.Incompatible, sentence);

    [Fact]
    public void A_plugin_for_a_patch_of_the_abstractions_is_good() => Assert.True(CheckPatched("plain", "Gmqtt.Abstractions", "1.0.7.1").IsGood);

    [Fact]
    public void A_plugin_for_a_newer_framework_is_refused()
        => Refuses(CheckPatched("plain", "System.Runtime", "99.0"), RefusalKind.Incompatible, "plain.dll was built for .NET 99.0, this broker runs on .NET 10.0");

    [Fact]
    public void A_missing_library_is_named()
    {
        var folder = TestPlugin.CopyTo(_root.Path, "json13");
        File.Delete(Path.Combine(folder, "Newtonsoft.Json.dll"));
        Refuses(Check(), RefusalKind.Broken, "json13.dll needs Newtonsoft.Json 13.0.0.0, which is not in the plugin's folder: put Newtonsoft.Json.dll there");
    }

    [Fact]
    public void The_brokers_own_assemblies_are_not_for_plugins()
    {
        var folder = TestPlugin.CopyTo(_root.Path, "json13");
        var bytes = File.ReadAllBytes(Path.Combine(folder, "json13.dll"));
        var place = bytes.AsSpan().IndexOf("Newtonsoft.Json\0"u8);
        "Gmqtt.Broker.JJ"u8.CopyTo(bytes.AsSpan(place));
        File.WriteAllBytes(Path.Combine(folder, "json13.dll"), bytes);
        Refuses(Check(), RefusalKind.Incompatible, "a plugin uses Gmqtt.Abstractions only");
    }

    [Fact]
    public void A_library_that_is_still_being_copied_is_waited_for()
    {
        var library = Path.Combine(TestPlugin.CopyTo(_root.Path, "json13"), "Newtonsoft.Json.dll");
        File.WriteAllBytes(library, File.ReadAllBytes(library)[..^512]);
        Refuses(Check(), RefusalKind.Incomplete, "Newtonsoft.Json.dll is cut off");
    }

    [Fact]
    public void A_half_deps_json_is_waited_for()
    {
        File.WriteAllText(Path.Combine(TestPlugin.CopyTo(_root.Path, "plain"), "plain.deps.json"), "{\"runtimeTarget\": {");
        Refuses(Check(), RefusalKind.Incomplete, "plain.deps.json");
    }

    [Fact]
    public void A_library_that_keeps_plugins_in_memory_is_warned_about()
    {
        var verdict = Check("json13");
        Assert.True(verdict.IsGood);
        Assert.Contains("Unloadable = false", Assert.Single(verdict.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Abstractions_among_the_plugins_files_are_warned_about()
    {
        var folder = TestPlugin.CopyTo(_root.Path, "plain");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Gmqtt.Abstractions.dll"), Path.Combine(folder, "Gmqtt.Abstractions.dll"));
        var verdict = Check();
        Assert.True(verdict.IsGood);
        Assert.Contains("remove it", Assert.Single(verdict.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", UnixFileMode.None)]
    [InlineData("plain", UnixFileMode.None)]
    [InlineData("plain/plain.dll", UnixFileMode.StickyBit)]
    public void What_everybody_may_write_to_is_refused(string path, UnixFileMode more)
    {
        if (OperatingSystem.IsWindows())
            return;
        TestPlugin.CopyTo(_root.Path, "plain");
        File.SetUnixFileMode(_root[path], File.GetUnixFileMode(_root[path]) | UnixFileMode.OtherWrite | more);
        Refuses(Check(), RefusalKind.Unsafe, "chmod o-w " + Path.TrimEndingDirectorySeparator(_root[path]));
    }

    [Fact]
    public void The_sticky_bit_protects_a_folder()
    {
        if (OperatingSystem.IsWindows())
            return;
        TestPlugin.CopyTo(_root.Path, "plain");
        File.SetUnixFileMode(_root.Path, File.GetUnixFileMode(_root.Path) | UnixFileMode.OtherWrite | UnixFileMode.StickyBit);
        Assert.True(Check().IsGood);
    }

    private Verdict Check(string name)
    {
        TestPlugin.CopyTo(_root.Path, name);
        return Check();
    }

    private Verdict CheckPatched(string name, string assembly, string version)
    {
        var folder = TestPlugin.CopyTo(_root.Path, name);
        File.WriteAllBytes(Path.Combine(folder, name + ".dll"), TestPlugin.BuiltAgainst(name, assembly, Version.Parse(version)));
        return Check();
    }

    private Verdict Check()
    {
        var name = Path.GetFileName(Assert.Single(Directory.EnumerateDirectories(_root.Path)));
        return Preflight.Check(new PluginFiles(name, _root[name], _root[$"{name}/{name}.dll"], IsSwitchedOff: false));
    }

    private static void Refuses(Verdict verdict, RefusalKind kind, string sentence)
    {
        Assert.NotNull(verdict.Refusal);
        Assert.Contains(sentence, verdict.Refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal(kind, verdict.Refusal.Kind);
    }
}
