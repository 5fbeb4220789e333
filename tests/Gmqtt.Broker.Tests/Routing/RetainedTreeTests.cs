using System.Text;
using CsCheck;
using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Stats;
using Gmqtt.Broker.Time;
using Microsoft.Extensions.Time.Testing;

namespace Gmqtt.Broker.Tests.Routing;

public sealed class RetainedTreeTests
{
    private static readonly LimitOptions NoLimits = new();

    private readonly FakeTimeProvider _time = new();
    private readonly Clock _clock;
    private readonly ExpiryWheel _wheel;
    private readonly RetainedTree _tree;

    public RetainedTreeTests()
    {
        _clock = new Clock(_time);
        _wheel = new ExpiryWheel(() => _clock.Coarse);
        _tree = new RetainedTree(_wheel, _clock, new HeldMemory());
    }

    [Fact]
    public void Any_filter_matches_any_retained_topics_exactly_as_the_naive_matcher_says()
        => Gen.Select(Naive.Topic.Array[1, 30], Naive.Filter.Array[1, 10]).Sample(
            (topics, filters) =>
            {
                var tree = new RetainedTree(_wheel, _clock, new HeldMemory());
                foreach (var topic in topics) tree.Set(Stored.Message(topic), NoLimits);
                var kept = topics.Distinct().ToArray();
                return tree.Count == kept.Length && filters.All(filter => kept.Where(t => Naive.Matches(filter, t)).Order(StringComparer.Ordinal)
                    .SequenceEqual(tree.Match(filter).Select(m => m.TopicName).Order(StringComparer.Ordinal)));
            },
            iter: 5_000);

    [Fact]
    public void Any_changes_leave_the_count_and_the_bytes_of_what_is_kept()
        => Gen.Select(Naive.Topic, Gen.Int[0, 20], Gen.Bool).Array[1, 60].Sample(
            steps =>
            {
                var tree = new RetainedTree(_wheel, _clock, new HeldMemory());
                var model = new Dictionary<string, int>();
                foreach (var (topic, size, add) in steps)
                {
                    if (add)
                    {
                        tree.Set(Stored.Message(topic, new string('x', size)), NoLimits);
                        model[topic] = topic.Length + size;
                    }
                    else if (tree.Remove(topic) != model.Remove(topic))
                    {
                        return false;
                    }
                }

                if (tree.Count != model.Count || tree.Bytes != model.Values.Sum()) return false;
                foreach (var topic in model.Keys) tree.Remove(topic);
                return tree.Count == 0 && tree.Bytes == 0 && !tree.Match("#").Any() && !tree.Match("$x/#").Any();
            },
            iter: 5_000);

    [Fact]
    public void A_new_message_takes_the_place_of_the_former()
    {
        _tree.Set(Stored.Message("t", "1"), NoLimits);
        _tree.Set(Stored.Message("t", "2"), NoLimits);
        Assert.Equal("2", Encoding.UTF8.GetString(_tree.Get("t")!.Payload.Span));
        Assert.Equal("2", Encoding.UTF8.GetString(Assert.Single(_tree.Match("#")).Payload.Span));
    }

    [Fact]
    public void Beyond_a_limit_the_former_message_stays()
    {
        var limits = new LimitOptions { MaxRetainedMessages = 2, MaxRetainedBytes = 20 };
        Assert.True(_tree.Set(Stored.Message("a", "12345"), limits));
        Assert.True(_tree.Set(Stored.Message("b", "12345"), limits));
        Assert.False(_tree.Set(Stored.Message("c", "1"), limits)); // the third
        Assert.True(_tree.Set(Stored.Message("a", "123456"), limits)); // another in the place of one
        Assert.False(_tree.Set(Stored.Message("a", new string('x', 20)), limits)); // too many bytes
        Assert.Equal("123456", Encoding.UTF8.GetString(_tree.Get("a")!.Payload.Span));
        Assert.True(_tree.Set(Stored.Message("$SYS/x", new string('x', 100)), limits)); // the broker's own are not counted out
        Assert.Equal(3, _tree.Count);
    }

    [Fact]
    public void An_expired_message_is_not_found_even_before_it_is_swept_away()
    {
        _tree.Set(Stored.Message("t", expiry: 5), NoLimits);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.NotNull(_tree.Get("t"));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(_tree.Get("t"));
        Assert.Empty(_tree.Match("#"));
        Assert.Equal(1, _tree.Count);
        _clock.Beat();
        _wheel.Advance();
        Assert.Equal(0, _tree.Count);
    }

    [Fact]
    public void The_expiry_of_a_message_that_was_replaced_does_not_touch_the_new_one()
    {
        _tree.Set(Stored.Message("t", "short", expiry: 5), NoLimits);
        _tree.Set(Stored.Message("t", "long"), NoLimits);
        _time.Advance(TimeSpan.FromSeconds(10));
        _clock.Beat();
        _wheel.Advance();
        Assert.Equal("long", Encoding.UTF8.GetString(_tree.Get("t")!.Payload.Span));
    }

    [Fact]
    public void Messages_that_are_replaced_leave_no_deadlines_behind()
    {
        for (var i = 0; i < 1_000; i++) _tree.Set(Stored.Message("t", $"{i}", expiry: 1_000_000), NoLimits);
        Assert.InRange(_wheel.Count, 0, 1);
        _tree.Remove("t");
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void The_deepest_topic_the_protocol_allows_does_not_end_the_process()
    {
        var deep = new string('/', 65_535);
        _tree.Set(Stored.Message(deep), NoLimits);
        Assert.Single(_tree.Match("#"));
        Assert.Single(_tree.Match(string.Concat(Enumerable.Repeat("+/", 100)) + "#"));
        Assert.True(_tree.Remove(deep));
        Assert.Empty(_tree.Match("#"));
    }
}
