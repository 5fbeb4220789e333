using System.Text;
using CsCheck;
using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests.Topics;

public class TopicFilterMatchTests
{
    [Theory]
    // MQTT 5.0, 4.7.1.2
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/#", "sports", false)]
    [InlineData("#", "a/b/c", true)]
    // 4.7.1.3
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("+/tennis/#", "sport/tennis", true)]
    // 4.7.2
    [InlineData("#", "$SYS/uptime", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/monitor/Clients", true)]
    [InlineData("$SYS/monitor/+", "$SYS/monitor/Clients", true)]
    [InlineData("+/$x", "a/$x", true)]
    // 4.7.3: nothing is normalized
    [InlineData("ACCOUNTS", "Accounts", false)]
    [InlineData("/finance", "finance", false)]
    [InlineData("a/", "a", false)]
    [InlineData("a", "a/", false)]
    [InlineData("a//b", "a/b", false)]
    [InlineData("a/+/b", "a//b", true)]
    [InlineData("\u00E4", "a\u0308", false)]
    [InlineData("a/#", "a/", true)]
    [InlineData("a/+/#", "a", false)]
    [InlineData("a/+/#", "a/b", true)]
    public void The_examples_of_the_specification_match_as_it_says(string filter, string topic, bool expected)
    {
        Assert.Equal(expected, TopicFilter.Matches(filter, topic));
        Assert.Equal(expected, TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));
        Assert.Equal(expected, NaiveMatcher.Matches(filter, topic));
    }

    [Fact]
    public void Random_filters_and_names_match_as_the_naive_matcher_says()
    {
        Gen<string> level = Gen.OneOf("", "a", "b", "ab", "$a", "é");
        Gen<string> name = level.List[1, 5].Select(levels => string.Join('/', levels)).Where(text => text.Length > 0);
        Gen<string> filterLevel = Gen.Frequency((3, level), (2, Gen.Const("+")));
        Gen<string> filter = Gen.Select(filterLevel.List[0, 5], Gen.Bool)
            .Select((levels, hash) => string.Join('/', hash ? [.. levels, "#"] : levels)).Where(text => text.Length > 0);

        Gen.Select(filter, name).Sample(
            (f, n) =>
            {
                bool expected = NaiveMatcher.Matches(f, n);
                return TopicFilter.Matches(f, n) == expected
                    && TopicFilter.Matches(Encoding.UTF8.GetBytes(f), Encoding.UTF8.GetBytes(n)) == expected
                    && TopicFilter.TryParse(f, TopicLimits.Default, out TopicFilter? parsed) && parsed.Matches(n) == expected;
            },
            iter: 200_000);
    }

    [Fact]
    public void The_deepest_names_of_the_protocol_are_matched_without_recursion()
    {
        var name = new string('/', 65_535); // 65 536 levels
        string filter = string.Join('/', Enumerable.Repeat("+", 32_768));

        Assert.True(TopicFilter.Matches("#", name));
        Assert.False(TopicFilter.Matches(filter, name));
        Assert.True(TopicFilter.Matches(name, name));
    }
}
