using System.Threading.Channels;
using Gmqtt.PluginHost.Tests.Loading;
using Gmqtt.PluginHost.Watching;

namespace Gmqtt.PluginHost.Tests.Watching;

public sealed class RootEventsTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly Channel<string> _touched = Channel.CreateBounded<string>(10_000);
    private readonly RootEvents _events;
    private readonly string _root;

    public RootEventsTests()
    {
        _root = _temp["plugins"];
        Directory.CreateDirectory(_root);
        _events = new RootEvents(_root, name => _touched.Writer.TryWrite(name));
        _events.Reopen();
    }

    public void Dispose()
    {
        _events.Dispose();
        _temp.Dispose();
    }

    [Theory]
    [InlineData("plain.dll", "plain")]
    [InlineData("plain.deps.json", "plain")]
    [InlineData("plain.dll.DISABLED", "plain")]
    [InlineData("Acme.Rate", "*")]
    [InlineData(".staging-plain", "")]
    public async Task A_file_in_the_root_belongs_to_the_plugin_of_its_name(string file, string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_root, file), "x");
        Assert.Equal(name, await Next());
    }

    [Fact]
    public async Task A_file_far_down_belongs_to_the_plugin_of_its_folder()
    {
        Directory.CreateDirectory(Path.Combine(_root, "plain/runtimes/linux"));
        Assert.Equal("plain", await Next());
    }

    [Fact]
    public async Task A_file_that_is_renamed_over_another_is_seen()
    {
        await File.WriteAllTextAsync(_temp["new"], "x");
        File.Move(_temp["new"], Path.Combine(_root, "plain.dll"));
        Assert.Equal("plain", await Next());
    }

    [Fact]
    public async Task A_root_that_goes_and_comes_back_is_watched_again()
    {
        for (var round = 0; round < 3; round++)
        {
            Directory.Delete(_root, recursive: true);
            while (_events.IsOpen)
                await Next();
            Directory.CreateDirectory(_root);
            while (!_events.IsOpen)
                await Next();
            await File.WriteAllTextAsync(Path.Combine(_root, "plain.dll"), "x");
            while (await Next() != "plain")
            {
            }
        }
    }

    [Fact]
    public async Task A_root_that_is_replaced_in_one_step_is_watched_again()
    {
        Directory.CreateDirectory(_temp["plugins-new"]);
        Directory.Move(_root, _temp["plugins-old"]);
        Directory.Move(_temp["plugins-new"], _root);
        Assert.Equal(FolderWatcher.Everything, await Next());
    }

    private async Task<string> Next()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _touched.Reader.ReadAsync(patience.Token);
    }
}
