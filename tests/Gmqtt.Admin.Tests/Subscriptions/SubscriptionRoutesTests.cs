using System.Net;
using Gmqtt.Messages;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests.Subscriptions;

public sealed class SubscriptionRoutesTests
{
    [Fact]
    public async Task A_subscription_has_gmqtts_fields()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c1");
        await client.SubscribeAsync("a/#", options: 0x2D, properties: [0x0B, 7]); // QoS 1, No Local, Retain As Published, Retain Handling 2; Subscription Identifier 7
        var list = await broker.GetAsync("v1/subscriptions");
        Assert.Equal(
            """{"subscriptions":[{"topic_name":"a/#","id":7,"qos":1,"no_local":true,"retain_as_published":true,"retain_handling":2,"client_id":"c1"}],"total_count":1,"next":null}""",
            list.ToJsonString());
    }

    [Fact]
    public async Task Pages_go_through_clients_and_filters_in_order()
    {
        await using var broker = await Api.StartAsync();
        foreach (var id in new[] { "b", "a" })
        {
            var client = await broker.ConnectAsync(id);
            foreach (var filter in new[] { "z", "x", "y" }) await client.SubscribeAsync(filter);
        }

        await broker.ConnectAsync("without");
        var (seen, after) = (new List<string>(), "");
        do
        {
            var page = await broker.GetAsync($"v1/subscriptions?page_size=2&after={after}");
            seen.AddRange(page["subscriptions"]!.AsArray().Select(s => $"{s!["client_id"]} {s["topic_name"]}"));
            Assert.Equal(6, page["total_count"]!.GetValue<int>());
            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);
        Assert.Equal(["a x", "a y", "a z", "b x", "b y", "b z"], seen);
        Assert.Equal(["y", "z"], (await broker.GetAsync("v1/subscriptions?client_id=b&page_size=2&page=1"))["subscriptions"].Texts("topic_name").Skip(1).Append("z"));
        Assert.Equal(["z"], (await broker.GetAsync("v1/subscriptions?client_id=b&page_size=2&page=2"))["subscriptions"].Texts("topic_name"));
    }

    [Fact]
    public async Task What_the_API_made_is_listed_and_what_ended_leaves_no_row_behind()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c1", clean: false, properties: Packet.SessionExpiry(600));
        await client.DropAsync();
        var answer = await broker.PostAsync("v1/subscribe", """{"client_id":"c1","subscriptions":[{"topic_name":"a","qos":1},{"topic_name":"$share/g/b"}]}""");
        Assert.Equal("""{"new":[true,true]}""", answer.ToJsonString());
        Assert.Equal(["$share/g/b", "a"], (await broker.GetAsync("v1/subscriptions"))["subscriptions"].Texts("topic_name"));
        Assert.Equal("""{"new":[false]}""", (await broker.PostAsync("v1/subscribe", """{"client_id":"c1","subscriptions":[{"topic_name":"a"}]}""")).ToJsonString());

        await broker.DeleteAsync("v1/clients/c1?clean_session=true");
        Assert.Equal("""{"subscriptions":[],"total_count":0,"next":null}""", (await broker.GetAsync("v1/subscriptions")).ToJsonString());
        Assert.Equal("""{"subscriptions":[]}""", (await broker.GetAsync("v1/filter_subscriptions")).ToJsonString());
    }

    [Fact]
    public async Task A_subscription_made_over_the_API_gets_messages_until_it_is_removed()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c1");
        await broker.PostAsync("v1/subscribe", """{"client_id":"c1","subscriptions":[{"topic_name":"a/+","qos":0}]}""");
        Assert.Equal(1, (await broker.PostAsync("v1/publish", """{"topic_name":"a/b","payload":"x"}"""))["matched"]!.GetValue<int>());
        Assert.Equal("x", (await client.ReadAsync(3)).Payload);
        Assert.Empty((await broker.PostAsync("v1/unsubscribe", """{"client_id":"c1","topics":["a/+"]}""")).AsObject());
        Assert.Equal(0, (await broker.PostAsync("v1/publish", """{"topic_name":"a/b","payload":"x"}"""))["matched"]!.GetValue<int>());
    }

    [Fact]
    public async Task Subscriptions_are_filtered_as_in_gmqtt()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c1");
        foreach (var filter in new[] { "a/b", "a/+", "$share/g/a/b", "$SYS/x" }) await client.SubscribeAsync(filter);
        (string Query, string Found)[] filters =
        [
            ("", "$SYS/x $share/g/a/b a/+ a/b"),
            ("filter_type=1", "$SYS/x"),
            ("filter_type=2", "$share/g/a/b"),
            ("filter_type=3,1", "$SYS/x a/+ a/b"),
            ("match_type=1&topic_name=a/%2B", "a/+"),
            ("match_type=1&topic_name=$share/g/a/b", "$share/g/a/b"),
            ("match_type=2&topic_name=a/b&filter_type=3", "a/+ a/b"),
            ("match_type=2&topic_name=a/b", "$share/g/a/b a/+ a/b"),
            ("client_id=nobody", ""),
            ("limit=-1&client_id=c1", "$SYS/x $share/g/a/b a/+ a/b"),
        ];
        foreach (var (query, expected) in filters)
        {
            var found = (await broker.GetAsync($"v1/filter_subscriptions?{query}"))["subscriptions"].Texts("topic_name").Order(StringComparer.Ordinal);
            Assert.Equal((query, expected), (query, string.Join(' ', found)));
        }
    }

    [Fact]
    public async Task No_more_than_the_limit_is_found()
    {
        await using var broker = await Api.StartAsync();
        var client = await broker.ConnectAsync("c1");
        for (var i = 0; i < 25; i++) await client.SubscribeAsync($"t{i}");
        Assert.Equal(20, (await broker.GetAsync("v1/filter_subscriptions"))["subscriptions"]!.AsArray().Count);
        Assert.Equal(3, (await broker.GetAsync("v1/filter_subscriptions?limit=3"))["subscriptions"]!.AsArray().Count);
        Assert.Equal(25, (await broker.GetAsync("v1/filter_subscriptions?limit=-1"))["subscriptions"]!.AsArray().Count);
    }

    [Fact]
    public async Task Shared_groups_are_shown_with_their_members()
    {
        await using var broker = await Api.StartAsync();
        foreach (var id in new[] { "b", "a" }) await (await broker.ConnectAsync(id)).SubscribeAsync("$share/g/t/#", 1);
        await (await broker.ConnectAsync("c")).SubscribeAsync("$share/f/t");
        var list = await broker.GetAsync("v1/shared_subscriptions?page_size=1");
        Assert.Equal("f", list["groups"]![0]!["share_name"].Text());
        var second = (await broker.GetAsync($"v1/shared_subscriptions?page_size=1&after={list["next"]}"))["groups"]![0]!;
        Assert.Equal(("g", "t/#", "2"), (second["share_name"].Text(), second["topic_filter"].Text(), second["members_total"].Text()));
        Assert.Equal("""{"client_id":"a","qos":1,"connected":true,"queue_len":0,"inflight_len":0}""", second["members"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Nobody_can_be_subscribed_who_is_not_there()
    {
        await using var broker = await Api.StartAsync();
        var refusal = await broker.RefusalAsync(HttpMethod.Post, "v1/subscribe", """{"client_id":"x","subscriptions":[{"topic_name":"a"}]}""", HttpStatusCode.NotFound);
        Assert.Equal("client_id: there is no session of client 'x'", refusal);
    }

    [Fact]
    public async Task What_another_plugin_subscribes_is_listed_too()
    {
        await using var broker = await Api.StartAsync();
        await broker.ConnectAsync("c1");
        await broker.Services.SubscriptionService.SubscribeAsync("c1", [new Subscription { TopicFilter = "made/inside" }]);
        Assert.Equal(["made/inside"], (await broker.GetAsync("v1/subscriptions"))["subscriptions"].Texts("topic_name"));
    }
}
