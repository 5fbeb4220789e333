using Gmqtt.Broker.Time;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Broker.Tests.Time;

public sealed class HeartbeatTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_listener_that_throws_is_reported_and_the_others_go_on()
    {
        var beats = 0;
        var faults = new List<Exception>();
        using var heartbeat = new Heartbeat(new Clock(_time), faults.Add, () => throw new InvalidOperationException("a bug"), () => beats++);
        heartbeat.Start();
        _time.Advance(Heartbeat.Period);
        _time.Advance(Heartbeat.Period);
        Assert.Equal((2, 2), (beats, faults.Count));
    }

    [Fact]
    public void The_coarse_clock_moves_with_the_beat_and_the_exact_one_always()
    {
        var clock = new Clock(_time);
        using var heartbeat = new Heartbeat(clock, _ => { });
        heartbeat.Start();
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal((99, 0), (clock.Now, clock.Coarse));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal((100, 100), (clock.Now, clock.Coarse));
    }

    [Fact]
    public void Time_in_which_the_process_was_frozen_does_not_count_against_peers()
    {
        var clock = new Clock(_time);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        clock.Beat();
        _time.Advance(TimeSpan.FromHours(1)); // no beat meanwhile: the machine slept
        clock.Beat();
        Assert.Equal(3_600_100, clock.Coarse);
        Assert.InRange(clock.Active, 100, 2_100);
    }
}
