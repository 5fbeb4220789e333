using CsCheck;
using Gmqtt.Broker.Time;

namespace Gmqtt.Broker.Tests.Time;

public sealed class ExpiryWheelTests
{
    private static readonly long Beat = (long)Heartbeat.Period.TotalMilliseconds;

    private long _now;

    private sealed class Note(Action<Note> due) : Deadline
    {
        internal int Calls { get; private set; }

        internal override void OnDue()
        {
            Calls++;
            due(this);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(15_000)]
    [InlineData(102_400)]  // one round of the wheel
    [InlineData(102_401)]
    [InlineData(1_000_000)]
    public void A_deadline_is_called_once_within_a_beat_and_never_early(long dueAt)
    {
        var wheel = new ExpiryWheel(() => _now);
        var calledAt = -1L;
        var note = new Note(_ => calledAt = _now);
        wheel.Schedule(note, dueAt);
        while (_now < dueAt + 300_000)
        {
            wheel.Advance();
            _now += Beat;
        }

        Assert.Equal(1, note.Calls);
        Assert.InRange(calledAt, dueAt, dueAt + Beat);
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void A_deadline_that_is_moved_is_called_at_its_new_time_alone()
    {
        var wheel = new ExpiryWheel(() => _now);
        var note = new Note(_ => { });
        wheel.Schedule(note, 1_000);
        wheel.Schedule(note, 5_000);
        AdvanceTo(wheel, 4_900);
        Assert.Equal(0, note.Calls);
        AdvanceTo(wheel, 5_100);
        Assert.Equal(1, note.Calls);
    }

    [Fact]
    public void A_deadline_that_is_cancelled_is_not_called()
    {
        var wheel = new ExpiryWheel(() => _now);
        var note = new Note(_ => { });
        wheel.Schedule(note, 1_000);
        Assert.True(wheel.Cancel(note));
        Assert.False(wheel.Cancel(note));
        AdvanceTo(wheel, 5_000);
        Assert.Equal(0, note.Calls);
    }

    [Fact]
    public void A_deadline_may_set_itself_again_when_it_is_called()
    {
        var wheel = new ExpiryWheel(() => _now);
        var note = new Note(n => wheel.Schedule(n, _now + 1_000));
        wheel.Schedule(note, 1_000);
        AdvanceTo(wheel, 10_000);
        Assert.InRange(note.Calls, 9, 10);
    }

    [Fact]
    public void After_a_long_gap_everything_that_is_due_is_called_at_once()
    {
        var wheel = new ExpiryWheel(() => _now);
        var notes = Enumerable.Range(0, 5_000).Select(_ => new Note(_ => { })).ToArray();
        for (var i = 0; i < notes.Length; i++) wheel.Schedule(notes[i], i * 100L);
        _now = 1_000_000;
        wheel.Advance();
        Assert.All(notes, n => Assert.Equal(1, n.Calls));
    }

    [Fact]
    public void A_deadline_in_the_past_is_called_at_the_next_beat()
    {
        var wheel = new ExpiryWheel(() => _now);
        AdvanceTo(wheel, 10_000);
        var note = new Note(_ => { });
        wheel.Schedule(note, 3_000);
        _now += Beat;
        wheel.Advance();
        Assert.Equal(1, note.Calls);
    }

    [Fact]
    public void A_fault_of_one_deadline_does_not_keep_others_from_being_called()
    {
        var wheel = new ExpiryWheel(() => _now);
        var after = new Note(_ => { });
        wheel.Schedule(after, 200);
        wheel.Schedule(new Note(_ => throw new InvalidOperationException("a bug")), 200);
        var before = new Note(_ => { });
        wheel.Schedule(before, 200);
        try
        {
            AdvanceTo(wheel, 1_000);
        }
        catch (InvalidOperationException)
        {
            AdvanceTo(wheel, 1_000);
        }

        Assert.Equal((1, 1), (before.Calls, after.Calls));
    }

    [Fact]
    public void Any_schedule_keeps_its_promises()
        => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3], Gen.Long[0, 250_000]).Array[1, 200].Sample(
            steps =>
            {
                var now = 0L;
                var wheel = new ExpiryWheel(() => now);
                var due = new Dictionary<Note, long>();
                var wrong = false;
                Note[] notes = [.. Enumerable.Range(0, 10).Select(_ => new Note(n =>
                {
                    if (!due.Remove(n, out var at) || now < at) wrong = true;
                }))];
                foreach (var (who, what, amount) in steps)
                {
                    switch (what)
                    {
                        case 0 or 1:
                            wheel.Schedule(notes[who], now + amount);
                            due[notes[who]] = now + amount;
                            break;
                        case 2:
                            if (wheel.Cancel(notes[who]) != due.Remove(notes[who])) wrong = true;
                            break;
                        default:
                            now += amount;
                            wheel.Advance();
                            if (due.Values.Any(at => at + Beat <= now)) wrong = true; // overdue and not called
                            break;
                    }

                    if (wrong || wheel.Count != due.Count) return false;
                }

                return true;
            },
            iter: 5_000);

    private void AdvanceTo(ExpiryWheel wheel, long time)
    {
        while (_now < time)
        {
            _now += Beat;
            wheel.Advance();
        }
    }
}
