using Gmqtt.Host.Lifetime;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Host.Tests.Lifetime;

/// <summary>When the memory of clients that have gone is given back, and that it is.</summary>
public sealed class IdleMemoryTests
{
    private readonly FakeTimeProvider _time = new();
    private int _connections;
    private int _asked;

    [Theory]
    [InlineData(1, 5_000, 5_000, 2_501, 2_500, 2_500, 2_500)]
    [InlineData(1, 1_000, 0, 0, 0)]
    [InlineData(0, 999, 0, 0, 0)] // too few
    [InlineData(0, 5_000, 2_501, 2_501, 2_501)] // most are there
    [InlineData(0, 5_000, 2_000, 1_999, 1_998)] // they are still leaving
    [InlineData(2, 3_000, 0, 0, 0, 3_000, 0, 0, 0)] // another crowd
    [InlineData(1, 3_000, 0, 0, 500, 500, 0, 0, 0)] // no crowd
    public void Is_asked_for_once_when_most_have_gone(int times, params int[] connections)
    {
        using var memory = new IdleMemory(() => _connections, _time, () => ++_asked > 0);
        foreach (var count in connections)
        {
            _connections = count;
            _time.Advance(IdleMemory.Period);
        }

        Assert.Equal(times, _asked);
    }

    [Fact]
    public void Is_asked_for_until_it_is_done()
    {
        using var memory = new IdleMemory(() => _connections, _time, () => ++_asked == 3);
        foreach (var count in (int[])[IdleMemory.WorthIt, 0, 0, 0, 0, 0, 0])
        {
            _connections = count;
            _time.Advance(IdleMemory.Period);
        }

        Assert.Equal(3, _asked);
    }

    [Theory]
    [InlineData(long.MaxValue, true)]
    [InlineData(0, false)] // everything would stand still for too long
    public void Moves_together_what_is_little(long little, bool isMoved)
    {
        Leave(64 << 20);
        var before = GC.GetGCMemoryInfo(GCKind.FullBlocking).Index;
        var heap = new Heap(little);
        Assert.False(heap.GiveBack());
        Assert.True(SpinWait.SpinUntil(heap.GiveBack, TimeSpan.FromSeconds(30)));
        Assert.Equal(isMoved, GC.GetGCMemoryInfo(GCKind.FullBlocking).Index > before);
    }

    private static void Leave(int bytes)
    {
        var chunks = Enumerable.Range(0, bytes / 4096).Select(_ => new byte[4096]).ToArray();
        GC.KeepAlive(chunks);
    }
}
