namespace Gmqtt.Admin.Tests.BadInput;

public sealed class QueryTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    [Theory]
    [InlineData("v1/clients?page_size=1001", "page_size: 1 to 1000")]
    [InlineData("v1/clients?page_size=-1", "page_size: 1 to 1000")]
    [InlineData("v1/clients?page_size=abc", "page_size: 'abc' is no whole number in range")]
    [InlineData("v1/clients?page_size=99999999999", "page_size: '99999999999' is no whole number in range")]
    [InlineData("v1/clients?page=-1", "page: pages are counted from 1")]
    [InlineData("v1/clients?page=1&after=YQ", "page: page or after, not both")]
    [InlineData("v1/clients?after=%21%21", "after: is not the next of an answer")]
    [InlineData("v1/clients?after=YQ.YQ", "after: is not the next of an answer")]
    [InlineData("v1/clients?after=_w", "after: is not the next of an answer")]
    [InlineData("v1/clients?connected=maybe", "connected: 'maybe' is neither true nor false")]
    [InlineData("v1/clients?version=6", "version: 3, 4 or 5")]
    [InlineData("v1/clients?pagesize=10", "pagesize: there is no such parameter")]
    [InlineData("v1/clients?page=1&page=2", "page: is given more than once")]
    [InlineData("v1/subscriptions?after=YQ", "after: is not the next of an answer")]
    [InlineData("v1/filter_subscriptions?filter_type=4", "filter_type: 1, 2 and 3 with commas between: filters that begin with $, shared, all others")]
    [InlineData("v1/filter_subscriptions?match_type=3", "match_type: 1 for the same filter, 2 for filters that match topic_name")]
    [InlineData("v1/filter_subscriptions?match_type=1", "topic_name: is needed with match_type")]
    [InlineData("v1/filter_subscriptions?match_type=2&topic_name=%23", "topic_name: is a topic, without wildcards, with match_type 2")]
    [InlineData("v1/filter_subscriptions?limit=1001", "limit: at most 1000; GET /v1/subscriptions has pages")]
    [InlineData("v1/audit?page_size=0x10", "page_size: '0x10' is no whole number in range")]
    public async Task What_is_wrong_with_a_query_is_named(string path, string expected)
    {
        Assert.Equal(expected, await shared.Broker.RefusalAsync(path));
    }
}
