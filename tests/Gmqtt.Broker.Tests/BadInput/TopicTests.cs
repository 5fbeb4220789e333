using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>U07 to U16: topics and filters.</summary>
public sealed class TopicTests
{
    [Theory]
    [InlineData("a/+", 0x90)]
    [InlineData("#", 0x90)]
    [InlineData("a#b", 0x90)]
    [InlineData("", 0x82)]
    public async Task U07_A_message_is_not_published_under_a_filter_or_under_nothing(string topic, byte code)
    {
        foreach (var version in new[] { 3, 4 }) await Refusal.OfConnectedAsync(version, Packet.Publish(topic, [], version: version), 0);
        await Refusal.OfConnectedAsync(5, Packet.Publish(topic, []), code); // [MQTT-3.3.2-2]
        if (topic.Length > 0) await Refusal.OfStrangerAsync(Packet.ConnectWithWill("c", topic, ""), 5, code);
    }

    [Theory]
    [InlineData("a#")]
    [InlineData("#/a")]
    [InlineData("a/+b")]
    [InlineData("+a")]
    [InlineData("##")]
    [InlineData("a/#/b")]
    public Task U08_A_filter_with_misplaced_wildcards_is_refused_by_itself(string filter) => IsRefusedAsync(filter);

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task U08_An_empty_filter_ends_a_3_x_connection(int version)
    {
        await Refusal.OfConnectedAsync(version, Packet.Subscribe(1, version, [], ("", 0)), 0); // 3.1.1 [MQTT-4.7.3-1]
        await Refusal.OfConnectedAsync(version, Packet.Unsubscribe(1, version, ""), 0);
    }

    [Fact]
    public async Task U08_An_empty_filter_is_refused_by_itself_in_MQTT_5()
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("", 0), ("good", 1)));
        Assert.Equal([0x8F, 0x01], (await client.ReadAsync(9)).ReasonCodes);
        await client.SendAsync(Packet.Unsubscribe(2, 5, "", "good"));
        Assert.Equal([0x8F, 0x00], (await client.ReadAsync(11)).ReasonCodes);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task U09_A_topic_of_65536_levels_is_refused_before_anything_is_done_with_it(int version)
    {
        var deep = new string('/', 65_535);
        await using var broker = await TestBroker.StartAsync();
        var watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync("#");
        await Refusal.OfConnectedAsync(broker, version, Packet.Publish(deep, [], 1, 1, retain: true, version: version), 0x90);
        Assert.Equal("message 1", (await watcher.ReadAsync(3)).Payload); // the bystander's
        await watcher.ExpectNothingAsync();
        Assert.Equal(0, broker.Services.StatsManager.GetGlobalStats().RetainedCurrent);
    }

    [Fact]
    public Task U09_A_filter_of_65536_levels_is_refused() => IsRefusedAsync(new string('/', 65_535));

    [Fact]
    public async Task U09_A_will_of_many_levels_is_refused()
        => await Refusal.OfStrangerAsync(Packet.ConnectWithWill("c", new string('/', 60_000), ""), 5, 0x90);

    [Fact]
    public async Task U09_128_levels_are_accepted_and_129_are_not()
    {
        var most = string.Join('/', Enumerable.Repeat("l", 128));
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        Assert.Equal([0x00], (await client.SubscribeAsync(most)).ReasonCodes);
        Assert.Equal([0x8F], (await client.SubscribeAsync(most + "/l")).ReasonCodes);
        Assert.Equal([0x00], (await client.SubscribeAsync(string.Concat(Enumerable.Repeat("+/", 127)) + "#", packetId: 2)).ReasonCodes);
        await client.PublishAsync(most, "x");
        Assert.Equal(most, (await client.ReadAsync(3)).Topic);
        await client.PublishAsync(most + "/l", "x");
        await client.ExpectDisconnectAsync(0x90);
    }

    [Theory]
    [InlineData("//", "//")]
    [InlineData("/", "/")]
    [InlineData("a/", "a/")]
    [InlineData("/a", "/a")]
    [InlineData("+/+/+", "//")]
    [InlineData("+/+", "/")]
    [InlineData("a/+", "a/")]
    [InlineData("sport/#", "sport")]
    [InlineData("/#", "/")]
    public async Task U10_Empty_levels_are_levels(string filter, string topic)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(filter);
        foreach (var other in new[] { "//", "/", "a", "a/", "/a", "sport", "///" })
        {
            if (other == topic) continue;
            var matches = (filter, other) is ("/#", "//" or "/a" or "///") or ("+/+", "a/" or "/a");
            if (!matches) await client.PublishAsync(other, other);
        }

        await client.PublishAsync(topic, "this one", retain: true);
        var message = await client.ReadAsync(3);
        Assert.Equal((topic, "this one"), (message.Topic, message.Payload));
        await client.ExpectNothingAsync();
        var late = await broker.ConnectAsync("late");
        await late.SubscribeAsync(filter);
        Assert.Equal(topic, (await late.ReadAsync(3)).Topic); // retained messages are matched alike
        await late.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("$SYS/broker/uptime")]
    [InlineData("$share/group/topic")]
    public async Task U11_A_client_does_not_publish_where_the_broker_does(string topic)
    {
        await Refusal.OfConnectedAsync(4, Packet.Publish(topic, [], version: 4), 0);
        await Refusal.OfConnectedAsync(5, Packet.Publish(topic, [], 1, 1), 0x90);
        await Refusal.OfConnectedAsync(5, Packet.Publish(topic, [], properties: [0x23, 0, 1]), 0x90); // nor through an alias
    }

    [Fact]
    public async Task U11_Wildcards_at_the_beginning_do_not_match_topics_that_begin_with_a_dollar_sign()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { SysInterval = TimeSpan.FromSeconds(1) });
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("#");
        await client.SubscribeAsync("+/x");
        await client.PublishAsync("$x/x", "x"); // [MQTT-4.7.2-1]
        await client.PublishAsync("$", "x");
        await broker.AdvanceAsync(TimeSpan.FromSeconds(3));
        await client.ExpectNothingAsync();
        await client.SubscribeAsync("$x/#");
        await client.PublishAsync("$x/x", "x");
        Assert.Equal("$x/x", (await client.ReadAsync(3)).Topic);
    }

    [Theory]
    [InlineData("$share")]
    [InlineData("$share/")]
    [InlineData("$share/g")]
    [InlineData("$share/g/")]
    [InlineData("$share//t")]
    [InlineData("$share/+/t")]
    [InlineData("$share/#")]
    [InlineData("$share/g/#x")]
    [InlineData("$share/g/a/#/b")]
    public Task U12_A_malformed_shared_filter_is_refused_by_itself(string filter) => IsRefusedAsync(filter); // [MQTT-4.8.2-1], [MQTT-4.8.2-2]

    [Fact]
    public Task U12_No_Local_with_a_shared_filter_is_a_protocol_error()
        => Refusal.OfConnectedAsync(5, Packet.Subscribe(1, 5, [], ("$share/g/t", 0x04)), 0x82); // [MQTT-3.8.3-4]

    [Fact]
    public async Task U12_The_number_of_share_names_of_a_client_is_bounded()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        var client = await broker.ConnectAsync("c");
        for (var i = 0; i < 100; i++) Assert.Equal([0x00], (await client.SubscribeAsync($"$share/g{i}/t")).ReasonCodes);
        Assert.Equal([0x97], (await client.SubscribeAsync("$share/one-more/t")).ReasonCodes);
        Assert.Equal([0x00], (await client.SubscribeAsync("not/shared")).ReasonCodes);
        await client.DisconnectAsync();
        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData("t", "$share/g/t")]
    [InlineData("$share/g/t", "t")]
    [InlineData("$share/g/t", "$share/h/t")]
    public async Task U13_To_unsubscribe_one_of_a_plain_and_a_shared_filter_leaves_the_other(string goes, string stays)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(goes);
        await client.SubscribeAsync(stays);
        await client.SendAsync(Packet.Unsubscribe(2, 5, goes));
        Assert.Equal([0x00], (await client.ReadAsync(11)).ReasonCodes);
        await client.PublishAsync("t", "once");
        Assert.Equal("once", (await client.ReadAsync(3)).Payload);
        await client.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("\u00E9", "e\u0301")]         // NFC and NFD
    [InlineData("Topic", "topic")]
    [InlineData("\u202Ea", "a")]              // right to left
    [InlineData("a\u200B", "a")]              // a space of no width
    public async Task U14_Topics_that_look_alike_are_different(string one, string other)
    {
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(one); // [MQTT-4.7.3-4]
        await client.PublishAsync(other, "x");
        await client.ExpectNothingAsync();
        await client.PublishAsync(one, "x");
        Assert.Equal(one, (await client.ReadAsync(3)).Topic);
    }

    [Fact]
    public async Task U15_A_topic_of_4096_bytes_is_accepted_and_a_longer_one_is_not()
    {
        var longest = new string('t', 4096);
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(longest);
        await client.PublishAsync(longest, "x");
        Assert.Equal(longest, (await client.ReadAsync(3)).Topic);
        await Refusal.OfConnectedAsync(broker, 4, Packet.Publish(longest + "t", [], version: 4), 0);
        await Refusal.OfConnectedAsync(5, Packet.Publish(new string('t', 65_535), []), 0x90);
        await IsRefusedAsync(longest + "t");
    }

    [Fact]
    public async Task U16_Topics_whose_hashes_collide_are_not_mixed_up()
    {
        // The cache of topics has 1024 places: 5000 topics share them, and the second round finds a neighbour in most.
        await using var broker = await TestBroker.StartAsync();
        var client = await broker.ConnectAsync("c");
        await client.SubscribeAsync("even/#");
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 5000; i++)
            {
                await client.PublishAsync($"{(i % 2 == 0 ? "even" : "odd")}/{i}", $"{i}");
                if (i % 2 != 0) continue;
                var message = await client.ReadAsync(3);
                Assert.Equal(($"even/{i}", $"{i}"), (message.Topic, message.Payload));
            }
        }

        await client.ExpectNothingAsync();
    }

    /// <summary>SUBSCRIBE gets 0x8F or, before MQTT 5.0, 0x80 for this filter alone; UNSUBSCRIBE 0x8F; the connection stays.</summary>
    private static async Task IsRefusedAsync(string filter)
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        foreach (var version in new[] { 3, 4, 5 })
        {
            var client = await broker.ConnectAsync("c", version);
            await client.SendAsync(Packet.Subscribe(1, version, [], (filter, 0), ("good", 1)));
            Assert.Equal([(byte)(version == 5 ? 0x8F : 0x80), 0x01], (await client.ReadAsync(9)).ReasonCodes);
            await client.SendAsync(Packet.Unsubscribe(2, version, filter, "good"));
            var answer = await client.ReadAsync(11);
            if (version == 5) Assert.Equal([0x8F, 0x00], answer.ReasonCodes);
            await client.ExpectNothingAsync();
            await client.DisconnectAsync();
        }

        Assert.Equal(1, broker.Services.StatsManager.GetGlobalStats().Subscriptions.SubscriptionsCurrent);
        await bystander.IsUnharmedAsync();
    }
}
