using Gmqtt.Broker.Sessions;

namespace Gmqtt.Broker.Tests.Sessions;

public sealed class CongestionTests
{
    private const int Limit = 1000;

    private readonly Congestion _congestion = new();

    [Fact]
    public void A_queue_is_congested_from_half_full_to_a_quarter_full()
    {
        Assert.False(At(499));
        Assert.True(At(500));
        Assert.True(At(251));
        Assert.False(At(250));
    }

    [Fact]
    public void Whoever_comes_when_it_is_over_does_not_wait()
    {
        At(500);
        At(250);
        Assert.True(_congestion.WaitAsync(TimeProvider.System).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task The_first_four_go_on_first_and_the_next_when_the_queue_stays_low()
    {
        At(500);
        var waiting = Wait(9);
        At(250);
        await Task.WhenAll(waiting[..4]);
        _congestion.Progress(61);
        At(240);
        Assert.DoesNotContain(waiting[4..], task => task.IsCompleted);
        _congestion.Progress();
        At(240);
        await Task.WhenAll(waiting[4..8]);
        Assert.False(waiting[8].IsCompleted);
        At(0);
        await waiting[8];
    }

    [Fact]
    public async Task Those_who_go_on_fill_it_again_and_the_next_wait_for_the_next_time()
    {
        At(500);
        var waiting = Wait(5);
        At(250);
        await Task.WhenAll(waiting[..4]);
        Assert.True(At(600));
        At(260);
        Assert.False(waiting[4].IsCompleted);
        At(249);
        await waiting[4];
    }

    [Fact]
    public async Task When_the_connection_ends_nobody_waits()
    {
        At(500);
        var waiting = Wait(20);
        _congestion.Relieve();
        await Task.WhenAll(waiting);
    }

    private bool At(int queued)
    {
        _congestion.Update(queued, Limit);
        return _congestion.IsCongested;
    }

    private Task[] Wait(int count) => [.. Enumerable.Range(0, count).Select(_ => _congestion.WaitAsync(TimeProvider.System))];
}
