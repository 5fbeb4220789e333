using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Tests.Stats;

public sealed class HeldMemoryTests
{
    [Fact]
    public void What_waits_stops_first_then_what_is_new_and_last_what_moves()
    {
        var held = new HeldMemory(1000);
        Assert.Equal((true, true, false), (held.MayWait(), held.MayBegin, held.IsSpent));
        Assert.False(held.MayWait(unsettled: 800));
        held.Add(800);
        Assert.Equal((false, true, false), (held.MayWait(), held.MayBegin, held.IsSpent));
        held.Add(100);
        Assert.Equal((false, false, false), (held.MayWait(), held.MayBegin, held.IsSpent));
        held.Add(100);
        Assert.True(held.IsSpent);
        held.Add(-1000);
        Assert.Equal((true, true, false, 0L), (held.MayWait(), held.MayBegin, held.IsSpent, held.Bytes));
    }

    [Fact]
    public void It_is_exact_whoever_adds_and_the_limit_is_seen_within_a_step_of_each_processor()
    {
        const long Limit = 64 << 20;
        var held = new HeldMemory(Limit);
        Parallel.For(0, 64, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                held.Add(100);
                if (i % 4 == 0) held.Add(-100);
            }
        });
        Assert.Equal(64 * 7_500 * 100, held.Bytes);
        held.Add(Limit - held.Bytes + (128 * 64 * 1024));
        Assert.True(held.IsSpent);
    }
}
