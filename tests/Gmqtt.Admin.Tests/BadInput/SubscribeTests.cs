namespace Gmqtt.Admin.Tests.BadInput;

public sealed class SubscribeTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    [Theory]
    [InlineData("""{"client_id":"c1","subscriptions":[{"topic_name":"a"},{"topic_name":"b","qos":3}]}""", "subscriptions[1].qos: 0, 1 or 2")]
    [InlineData("""{"client_id":"c1","subscriptions":[{"topic_name":"","qos":1}]}""", "subscriptions[0].topic_name: is empty")]
    [InlineData("""{"client_id":"c1","subscriptions":[{"topic_name":"a","retain_handling":3}]}""", "subscriptions[0].retain_handling: 0, 1 or 2")]
    [InlineData("""{"client_id":"c1","subscriptions":[{"topic_name":"a","id":268435456}]}""", "subscriptions[0].id: 0 for none, or up to 268435455")]
    [InlineData("""{"client_id":"c1","subscriptions":[{"topic_name":"$share/g/a","no_local":true}]}""", "subscriptions[0].no_local: is not allowed for a shared subscription")]
    [InlineData("""{"client_id":"c1","subscriptions":[{"topic_name":"$share/g"}]}""", "subscriptions[0].topic_name: a shared subscription is written $share/name/filter")]
    [InlineData("""{"client_id":"c1","subscriptions":[{"topic_name":"ok"},{"topic_name":"a/#/b"}]}""", "subscriptions: 'a/#/b' is refused (TopicFilterInvalid); none was added")]
    [InlineData("""{"client_id":"c1","subscriptions":[]}""", "subscriptions: 1 to 1000 of them")]
    [InlineData("""{"client_id":"","subscriptions":[{"topic_name":"a"}]}""", "client_id: is empty")]
    public async Task A_bad_subscription_is_named_and_none_is_added(string body, string expected)
    {
        var broker = shared.Broker;
        if (broker.Services.ClientService.GetSession("c1") is null) await broker.ConnectAsync("c1");
        Assert.Equal(expected, await broker.RefusalAsync(HttpMethod.Post, "v1/subscribe", body));
        Assert.Empty(broker.Services.SubscriptionService.Find());
    }
}
