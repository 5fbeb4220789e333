using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Tests.Loading;

namespace Gmqtt.PluginHost.Tests.Discovery;

public sealed class PluginFolderTests : IDisposable
{
    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_folder_with_a_dll_of_its_name_is_a_plugin()
    {
        TestPlugin.CopyTo(_root.Path, "plain");
        var plugin = Assert.Single(Scan().Plugins);
        Assert.Equal(new PluginFiles("plain", _root["plain"], _root["plain/plain.dll"], IsSwitchedOff: false), plugin);
    }

    [Fact]
    public void A_single_dll_is_a_plugin()
    {
        File.Copy(TestPlugin.Dll("plain"), _root["plain.dll"]);
        var plugin = Assert.Single(Scan().Plugins);
        Assert.Equal(new PluginFiles("plain", null, _root["plain.dll"], IsSwitchedOff: false), plugin);
    }

    [Fact]
    public void In_a_folder_the_one_dll_with_a_plugin_may_have_another_name()
    {
        var folder = TestPlugin.CopyTo(_root.Path, "json13", asName: "acme-rate");
        File.Move(Path.Combine(folder, "json13.dll"), Path.Combine(folder, "Acme.Rate.dll"));
        Assert.Equal(Path.Combine(folder, "Acme.Rate.dll"), Assert.Single(Scan().Plugins).EntryAssembly);
    }

    [Fact]
    public void Two_dlls_with_plugins_and_none_of_the_folders_name_are_refused_with_both_names()
    {
        TestPlugin.CopyTo(_root.Path, "plain", asName: "acme");
        TestPlugin.CopyTo(_root.Path, "derived", asName: "acme");
        var skipped = Refused("acme");
        Assert.Contains("derived.dll and plain.dll", skipped.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_plugin_is_skipped_and_says_what_is_missing()
    {
        TestPlugin.CopyTo(_root.Path, "notaplugin", asName: "empty");
        Assert.Contains("empty.dll is not in the folder empty", Refused("empty").Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Plain")]
    [InlineData("acme.rate")]
    [InlineData("a b")]
    [InlineData("plüg")]
    public void A_folder_whose_name_no_plugin_can_have_is_skipped_and_says_the_rule(string name)
    {
        TestPlugin.CopyTo(_root.Path, "plain", asName: name);
        var skipped = Assert.Single(Scan().Skipped);
        Assert.Null(skipped.Name);
        Assert.Contains("lower-case letters, digits, '-' and '_'", skipped.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_dll_without_a_plugin_is_skipped_under_its_name()
    {
        File.Copy(TestPlugin.Dll("notaplugin"), _root["library.dll"]);
        Assert.Contains("has no plugin in it", Refused("library").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_dll_that_is_being_written_is_a_plugin_and_preflight_says_the_rest()
    {
        File.WriteAllBytes(_root["plain.dll"], File.ReadAllBytes(TestPlugin.Dll("plain"))[..1000]);
        Assert.Equal(RefusalKind.Incomplete, Preflight.Check(Assert.Single(Scan().Plugins)).Refusal!.Kind);
    }

    [Fact]
    public void The_same_name_twice_is_refused()
    {
        TestPlugin.CopyTo(_root.Path, "plain");
        File.Copy(TestPlugin.Dll("plain"), _root["plain.dll"]);
        Assert.Contains("the same name twice", Refused("plain").Sentence, StringComparison.Ordinal);
        Assert.Empty(Scan().Plugins);
    }

    [Fact]
    public void Texts_and_hidden_folders_are_passed_over_in_silence()
    {
        File.WriteAllText(_root["README.txt"], "");
        File.WriteAllText(_root["notes.md"], "");
        File.WriteAllText(_root[".gitkeep"], "");
        TestPlugin.CopyTo(_root.Path, "plain", asName: ".staging-plain");
        var folder = Scan();
        Assert.Empty(folder.Plugins);
        Assert.Empty(folder.Skipped);
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_plugins() => Assert.Empty(PluginFolder.Scan(_root["none"]).Plugins);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_mark_switches_a_plugin_off_and_on(bool inFolder)
    {
        if (inFolder)
            TestPlugin.CopyTo(_root.Path, "plain");
        else
            File.Copy(TestPlugin.Dll("plain"), _root["plain.dll"]);
        var before = FileSet.Read(Scan().Plugins[0]).Set.Fingerprint;

        Assert.Null(DisabledMark.Set(Scan().Plugins[0], switchedOff: true));
        Assert.True(Scan().Plugins[0].IsSwitchedOff);
        Assert.True(File.Exists(_root[inFolder ? "plain/DISABLED" : "plain.dll.DISABLED"]));
        Assert.Empty(Scan().Skipped);
        Assert.Equal(before, FileSet.Read(Scan().Plugins[0]).Set.Fingerprint);

        Assert.Null(DisabledMark.Set(Scan().Plugins[0], switchedOff: false));
        Assert.False(Scan().Plugins[0].IsSwitchedOff);
    }

    [Fact]
    public void A_mark_that_cannot_be_written_says_why()
        => Assert.Contains("cannot be written", DisabledMark.Set(new PluginFiles("x", _root["gone"], _root["gone/x.dll"], false), switchedOff: true), StringComparison.Ordinal);

    private PluginFolder Scan() => PluginFolder.Scan(_root.Path);

    private SkippedFile Refused(string name)
    {
        var (files, skipped) = PluginFolder.Find(_root.Path, name);
        Assert.Null(files);
        return skipped!;
    }
}
