using Gmqtt.Protocol.Topics;

namespace Gmqtt.Protocol.Tests.Topics;

public class TopicFilterTests
{
    [Theory]
    [InlineData("a", false)]
    [InlineData("/", false)]
    [InlineData("//", false)]
    [InlineData("a/b/", false)]
    [InlineData("#", true)]
    [InlineData("/#", true)]
    [InlineData("a/#", true)]
    [InlineData("+", true)]
    [InlineData("+/+", true)]
    [InlineData("/+", true)]
    [InlineData("a/+/b", true)]
    [InlineData("+/a/#", true)]
    [InlineData("$SYS/#", true)]
    [InlineData("$shared/x", false)] // only "$share" itself is special
    [InlineData("\uFEFFa", false)]
    public void A_valid_filter_is_parsed(string text, bool hasWildcard)
    {
        Assert.True(TopicFilter.TryParse(text, TopicLimits.Default, out TopicFilter? filter));
        Assert.Equal((text, text, null, false, hasWildcard), (filter.Text, filter.Filter, filter.ShareName, filter.IsShared, filter.HasWildcard));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a#")]
    [InlineData("#/a")]
    [InlineData("a/#/b")]
    [InlineData("##")]
    [InlineData("#+")]
    [InlineData("+#")]
    [InlineData("a/b#")]
    [InlineData("a+")]
    [InlineData("+a")]
    [InlineData("+a/b")]
    [InlineData("a/+b")]
    [InlineData("a/b+/c")]
    [InlineData("++")]
    [InlineData("a\0b")]
    [InlineData("$share")]
    [InlineData("$share/")]
    [InlineData("$share/g")]
    [InlineData("$share/g/")]
    [InlineData("$share//t")]
    [InlineData("$share/+/t")]
    [InlineData("$share/#/t")]
    [InlineData("$share/a+b/t")]
    [InlineData("$share/g/#x")]
    [InlineData("$share/g/a#")]
    [InlineData("$share/g/a/#/b")]
    public void An_invalid_filter_is_not_parsed(string text)
    {
        Assert.False(TopicFilter.TryParse(text, TopicLimits.Default, out TopicFilter? filter));
        Assert.Null(filter);
    }

    [Fact]
    public void Text_without_a_UTF8_form_is_not_parsed()
    {
        Assert.False(TopicFilter.TryParse("a\uD800", TopicLimits.Default, out _));
    }

    [Theory]
    [InlineData("$share/g/t", "g", "t")]
    [InlineData("$share/g//", "g", "/")]
    [InlineData("$share/g/a/+/#", "g", "a/+/#")]
    [InlineData("$share/g/$SYS/x", "g", "$SYS/x")]
    [InlineData("$share/g/$share/h/t", "g", "$share/h/t")]
    public void A_shared_subscription_is_split_once(string text, string shareName, string inner)
    {
        Assert.True(TopicFilter.TryParse(text, TopicLimits.Default, out TopicFilter? filter));
        Assert.Equal((text, shareName, inner, true), (filter.Text, filter.ShareName, filter.Filter, filter.IsShared));
        Assert.True(SharedFilter.TryParse(text, out SharedFilter shared));
        Assert.Equal(new SharedFilter(shareName, inner), shared);
    }

    [Fact]
    public void A_shared_filter_and_the_same_plain_filter_are_different()
    {
        Assert.True(TopicFilter.TryParse("$share/g/t", TopicLimits.Default, out TopicFilter? shared));
        Assert.True(TopicFilter.TryParse("t", TopicLimits.Default, out TopicFilter? plain));
        Assert.True(TopicFilter.TryParse("t", TopicLimits.Default, out TopicFilter? again));

        Assert.NotEqual(shared, plain);
        Assert.Equal(plain, again);
    }

    [Fact]
    public void Levels_are_limited_without_the_share_part()
    {
        var limits = new TopicLimits(3, 100);

        Assert.True(TopicFilter.TryParse("a/b/c", limits, out _));
        Assert.False(TopicFilter.TryParse("a/b/c/d", limits, out _));
        Assert.True(TopicFilter.TryParse("$share/g/a/b/c", limits, out _));
        Assert.False(TopicFilter.TryParse("$share/g/a/b/c/d", limits, out _));
        Assert.False(TopicFilter.TryParse(new string('/', 65_535), TopicLimits.Default, out _));
    }

    [Fact]
    public void Bytes_are_limited_in_UTF8()
    {
        var limits = new TopicLimits(10, 6);

        Assert.True(TopicFilter.TryParse("äöü", limits, out _));
        Assert.False(TopicFilter.TryParse("äöüx", limits, out _));
    }
}
