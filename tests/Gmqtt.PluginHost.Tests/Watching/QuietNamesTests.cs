using Gmqtt.PluginHost.Watching;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.PluginHost.Tests.Watching;

public sealed class QuietNamesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _told = [];
    private readonly QuietNames _names;

    public QuietNamesTests() => _names = new QuietNames(TimeSpan.FromMilliseconds(200), _time, _told.AddRange);

    public void Dispose() => _names.Dispose();

    [Fact]
    public void A_name_is_told_when_nothing_has_happened_to_it_for_200_ms()
    {
        _names.Touch("a");
        Pass(199);
        Assert.Empty(_told);
        Pass(1);
        Assert.Equal(["a"], _told);
    }

    [Fact]
    public void Each_touch_begins_the_wait_anew()
    {
        for (var i = 0; i < 10; i++)
        {
            _names.Touch("a");
            Pass(150);
        }

        Assert.Empty(_told);
        Pass(50);
        Assert.Equal(["a"], _told);
    }

    [Fact]
    public void One_name_does_not_wait_for_another()
    {
        _names.Touch("quiet");
        Pass(150);
        _names.Touch("busy");
        Pass(50);
        Assert.Equal(["quiet"], _told);
        Pass(150);
        Assert.Equal(["quiet", "busy"], _told);
    }

    [Fact]
    public void After_it_was_told_a_name_can_be_told_again()
    {
        _names.Touch("a");
        Pass(200);
        _names.Touch("a");
        Pass(200);
        Assert.Equal(["a", "a"], _told);
    }

    [Fact]
    public void Too_many_names_become_everything()
    {
        for (var i = 0; i < 257; i++)
            _names.Touch($"name{i}");
        Pass(200);
        Assert.Equal([FolderWatcher.Everything], _told);
    }

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
