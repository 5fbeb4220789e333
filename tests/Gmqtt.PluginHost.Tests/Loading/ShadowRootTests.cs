using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Loading;

namespace Gmqtt.PluginHost.Tests.Loading;

public sealed class ShadowRootTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly TempFolder _plugins = new();
    private readonly PluginFiles _files;

    public ShadowRootTests()
    {
        TestPlugin.CopyTo(_plugins.Path, "json13");
        _files = new PluginFiles("json13", _plugins["json13"], _plugins["json13/json13.dll"], IsSwitchedOff: false);
    }

    public void Dispose()
    {
        _temp.Dispose();
        _plugins.Dispose();
    }

    [Fact]
    public void A_copy_has_all_files_and_is_loaded_without_the_originals()
    {
        Directory.CreateDirectory(_plugins["json13/inner"]);
        File.WriteAllText(_plugins["json13/inner/data"], "data");
        File.WriteAllText(_plugins["json13/empty"], "");
        using var shadow = new ShadowRoot(_temp.Path);
        var verdict = Preflight.Check(_files);
        var (entry, refusal) = shadow.Copy(_files, verdict.Files!, 1);
        Assert.Null(refusal);
        Directory.Delete(_files.Folder!, recursive: true);

        Assert.Equal("data", File.ReadAllText(Path.Combine(Path.GetDirectoryName(entry)!, "inner/data")));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(entry)!, "empty")));
        var loaded = LoadedAssembly.Load(entry!, verdict.Manifest!);
        Assert.Equal("13.0.0.0", loaded.Create().Name);
        GC.KeepAlive(loaded); // dropped, it would begin to free the plugin
    }

    [Fact]
    public void A_single_dll_is_copied_with_the_files_that_bear_its_name()
    {
        File.Copy(TestPlugin.Dll("plain"), _plugins["plain.dll"]);
        File.WriteAllText(_plugins["plain.pdb"], "");
        File.WriteAllText(_plugins["other.dll"], "");
        var files = new PluginFiles("plain", null, _plugins["plain.dll"], IsSwitchedOff: false);
        using var shadow = new ShadowRoot(_temp.Path);
        var entry = shadow.Copy(files, Preflight.Check(files).Files!, 1).EntryAssembly;
        Assert.Equal(["plain.dll", "plain.pdb"], Directory.EnumerateFiles(Path.GetDirectoryName(entry)!).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_that_changed_since_they_were_checked_are_not_loaded(bool gone)
    {
        using var shadow = new ShadowRoot(_temp.Path);
        var set = Preflight.Check(_files).Files!;
        if (gone)
            File.Delete(_plugins["json13/Newtonsoft.Json.dll"]);
        else
            File.AppendAllText(_plugins["json13/Newtonsoft.Json.dll"], "x");
        var (entry, refusal) = shadow.Copy(_files, set, 1);
        Assert.Null(entry);
        Assert.Equal(RefusalKind.Incomplete, refusal?.Kind);
        Assert.Empty(Directory.EnumerateDirectories(Assert.Single(Directory.EnumerateDirectories(_temp.Path))));
    }

    [Fact]
    public void Generations_do_not_disturb_each_other_and_go_one_by_one()
    {
        using var shadow = new ShadowRoot(_temp.Path);
        var set = Preflight.Check(_files).Files!;
        var first = shadow.Copy(_files, set, 1).EntryAssembly;
        var second = shadow.Copy(_files, set, 2).EntryAssembly;
        shadow.Remove("json13", 1);
        Assert.False(File.Exists(first));
        Assert.True(File.Exists(second));
    }

    [Fact]
    public void Nobody_else_can_look_in()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var shadow = new ShadowRoot(_temp.Path);
        var mode = File.GetUnixFileMode(Assert.Single(Directory.EnumerateDirectories(_temp.Path)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }

    [Fact]
    public void What_a_dead_process_left_is_removed_and_what_is_in_use_is_not()
    {
        using var living = new ShadowRoot(_temp.Path);
        var livingFolder = Assert.Single(Directory.EnumerateDirectories(_temp.Path));
        using (new ShadowRoot(_temp.Path))
        {
            // A process that is killed leaves its folder and its lock file, and nobody holds the lock.
            var own = Directory.EnumerateDirectories(_temp.Path).Single(d => d != livingFolder);
            Directory.Move(own, own + "-dead");
        }

        var dead = Directory.EnumerateDirectories(_temp.Path).Single(d => d != livingFolder);
        using var next = new ShadowRoot(_temp.Path);
        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(livingFolder));
    }

    [Fact]
    public void A_folder_that_others_may_open_is_not_ours_to_remove()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_temp["gmqtt-shadow-strange"]);
        File.WriteAllText(_temp["gmqtt-shadow-strange/.shadow-lock"], "");
        using var shadow = new ShadowRoot(_temp.Path);
        Assert.True(Directory.Exists(_temp["gmqtt-shadow-strange"]));
    }

    [Fact]
    public void Nothing_is_left_after_disposing()
    {
        new ShadowRoot(_temp.Path).Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temp.Path));
    }
}
