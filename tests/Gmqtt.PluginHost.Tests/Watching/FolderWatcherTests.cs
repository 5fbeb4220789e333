using System.Threading.Channels;
using Gmqtt.PluginHost.Tests.Loading;
using Gmqtt.PluginHost.Watching;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.PluginHost.Tests.Watching;

public sealed class FolderWatcherTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly FakeTimeProvider _time = new();
    private readonly string _root;

    public FolderWatcherTests()
    {
        _root = _temp["plugins"];
        Directory.CreateDirectory(_root);
    }

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Looking_tells_what_came_changed_and_went()
    {
        TestPlugin.CopyTo(_root, "json13");
        using var watcher = Watch(WatchMode.Poll);
        TestPlugin.CopyTo(_root, "plain");
        Assert.Equal(["plain"], await Look(watcher));
        File.AppendAllText(Path.Combine(_root, "plain/plain.dll"), "x");
        Assert.Equal(["plain"], await Look(watcher));
        Directory.Delete(Path.Combine(_root, "plain"), recursive: true);
        Assert.Equal(["plain"], await Look(watcher));
    }

    [Fact]
    public async Task Looking_tells_of_a_mark_and_of_a_folder_that_lost_its_dll()
    {
        TestPlugin.CopyTo(_root, "plain");
        using var watcher = Watch(WatchMode.Poll);
        File.WriteAllText(Path.Combine(_root, "plain/DISABLED"), "");
        Assert.Equal(["plain"], await Look(watcher));
        File.Delete(Path.Combine(_root, "plain/plain.dll"));
        Assert.Equal(["plain"], await Look(watcher));
    }

    [Fact]
    public async Task Looking_tells_of_a_link_that_leads_to_another_version()
    {
        TestPlugin.CopyTo(_temp.Path, "plain", asName: "one");
        TestPlugin.CopyTo(_temp.Path, "plain", asName: "two");
        File.AppendAllText(_temp["two/plain.dll"], "x");
        Directory.CreateSymbolicLink(Path.Combine(_root, "plain"), _temp["one"]);
        using var watcher = Watch(WatchMode.Poll);
        Directory.Delete(Path.Combine(_root, "plain"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "plain"), _temp["two"]);
        Assert.Equal(["plain"], await Look(watcher));
    }

    [Fact]
    public async Task Looking_tells_of_single_dlls_and_of_names_no_plugin_can_have()
    {
        using var watcher = Watch(WatchMode.Poll);
        File.Copy(TestPlugin.Dll("plain"), Path.Combine(_root, "plain.dll"));
        File.WriteAllText(Path.Combine(_root, "README.txt"), "");
        Assert.Equal(["plain"], await Look(watcher));
        Directory.CreateDirectory(Path.Combine(_root, "Acme.Rate"));
        Assert.Equal([FolderWatcher.Everything], await Look(watcher));
    }

    [Fact]
    public void Looking_tells_nothing_when_nothing_changed()
    {
        TestPlugin.CopyTo(_root, "plain");
        using var watcher = Watch(WatchMode.Poll);
        var next = Look(watcher).AsTask();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task Many_changes_that_nobody_has_read_are_told_once()
    {
        using var watcher = Watch(WatchMode.Poll);
        for (var i = 0; i < 5; i++)
        {
            TestPlugin.CopyTo(_root, "plain", asName: $"plain{i % 2}");
            File.AppendAllText(Path.Combine(_root, $"plain{i % 2}/data"), "x");
            _time.Advance(TimeSpan.FromSeconds(5));
            _time.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal(["plain0", "plain1"], (await watcher.NextAsync(default)).Order());
    }

    [Fact]
    public async Task A_watcher_that_is_disposed_ends_the_wait()
    {
        var watcher = Watch(WatchMode.Poll);
        var next = watcher.NextAsync(default);
        watcher.Dispose();
        await Assert.ThrowsAsync<ChannelClosedException>(async () => await next);
    }

    [Theory]
    [InlineData(nameof(WatchMode.Events))]
    [InlineData(nameof(WatchMode.Auto))]
    public async Task The_system_tells_at_once(string how)
    {
        var mode = Enum.Parse<WatchMode>(how);
        using var watcher = new FolderWatcher(_root, new FolderWatcherOptions { Mode = mode }, TimeProvider.System);
        TestPlugin.CopyTo(_root, "plain");
        await Until(watcher, "plain");
        File.Move(Path.Combine(_root, "plain/plain.dll"), Path.Combine(_root, "plain/new.dll"));
        await Until(watcher, "plain");
    }

    [Fact]
    public async Task A_root_that_comes_later_is_watched_from_then_on()
    {
        Directory.Delete(_root);
        using var watcher = new FolderWatcher(_root, new FolderWatcherOptions { Mode = WatchMode.Events }, TimeProvider.System);
        TestPlugin.CopyTo(_root, "plain");
        await Until(watcher, FolderWatcher.Everything);
    }

    private FolderWatcher Watch(WatchMode mode) => new(_root, new FolderWatcherOptions { Mode = mode }, _time);

    private async ValueTask<IReadOnlyList<string>> Look(FolderWatcher watcher)
    {
        _time.Advance(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromMilliseconds(200));
        return await watcher.NextAsync(default);
    }

    private static async Task Until(FolderWatcher watcher, string name)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await watcher.NextAsync(patience.Token)).Contains(name))
        {
        }
    }
}
