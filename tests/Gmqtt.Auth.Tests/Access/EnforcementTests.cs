using Gmqtt.Messages;
using Gmqtt.Testing;

namespace Gmqtt.Auth.Tests.Access;

public sealed class EnforcementTests
{
    private const string Rules = """
        rules:
          - allow: all
            topics: '#'
            users: root
          - deny: all
            topics: secret/#
          - allow: publish
            topics: from/%u/#
            max_qos: 1
            retain: false
          - allow: subscribe
            topics: '#'
            max_qos: 1
        """;

    [Theory]
    [InlineData(5, "from/alice/x", 1, false, true)]
    [InlineData(5, "from/bob/x", 1, false, false)]
    [InlineData(5, "from/alice/x", 2, false, false)]
    [InlineData(5, "from/alice/x", 1, true, false)]
    [InlineData(4, "from/alice/x", 1, false, true)]
    [InlineData(4, "from/bob/x", 1, false, false)]
    public async Task A_publish_that_is_not_allowed_reaches_nobody(int version, string topic, int qos, bool retain, bool allowed)
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var root = await auth.ConnectAsync("r", "root");
        await root.SubscribeAsync("#");
        var alice = await auth.ConnectAsync("a", "alice", version);
        await alice.PublishAsync(topic, "text", qos, packetId: 1, retain: retain);
        var answer = await alice.ReadAsync(qos == 1 ? 4 : 5);
        if (version == 5) Assert.Equal(allowed ? 0 : 0x87, answer.ReasonCode);
        Assert.Equal(allowed ? [(topic, "text")] : [], await AuthBroker.ReceivedAsync(root));
        Assert.Null(auth.Broker.Services.RetainedService.Get(topic));
    }

    [Fact]
    public async Task A_subscription_is_refused_or_granted_what_is_allowed()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var alice = await auth.ConnectAsync("a", "alice");
        Assert.Equal([0x87], (await alice.SubscribeAsync("secret/x", 2)).ReasonCodes);
        Assert.Equal([0x87], (await alice.SubscribeAsync("$share/g/secret/x", 2)).ReasonCodes);
        Assert.Equal([1], (await alice.SubscribeAsync("#", 2)).ReasonCodes);
        var old = await auth.ConnectAsync("b", "bob", version: 4);
        Assert.Equal([0x80], (await old.SubscribeAsync("secret/#", 1)).ReasonCodes);
        Assert.Equal([1], (await old.SubscribeAsync("x", 1)).ReasonCodes);
    }

    [Fact]
    public async Task A_wide_subscription_does_not_bring_what_is_denied()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var (alice, root) = (await auth.ConnectAsync("a", "alice"), await auth.ConnectAsync("r", "root"));
        await root.PublishAsync("secret/kept", "no", retain: true);
        await root.PublishAsync("open/kept", "yes", retain: true);
        await AuthBroker.ReceivedAsync(root);
        await alice.SubscribeAsync("#");
        await root.PublishAsync("secret/x", "no");
        await root.PublishAsync("open/x", "yes");
        await AuthBroker.ReceivedAsync(root);
        Assert.Equal([("open/kept", "yes"), ("open/x", "yes")], await AuthBroker.ReceivedAsync(alice));
    }

    [Fact]
    public async Task A_will_is_judged_when_its_client_connects()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        byte[] Will(string topic) => [.. Packet.Props(5, []), .. Packet.Utf8(topic), .. Packet.Utf8("gone")];
        Assert.Equal(0x87, (await auth.TryConnectAsync("a", "alice", "alice", will: Will("from/bob/x"))).Code);
        Assert.Equal(0x87, (await auth.TryConnectAsync("a", "alice", "alice", will: Will("from/alice/x"), willFlags: 0x20)).Code); // retained
        Assert.Equal(0, (await auth.TryConnectAsync("a", "alice", "alice", will: Will("from/alice/x"))).Code);
    }

    [Fact]
    public async Task Changed_rules_take_subscriptions_away_and_lower_their_QoS()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var alice = await auth.ConnectAsync("a", "alice", clean: false, properties: Packet.SessionExpiry(1000));
        await alice.SubscribeAsync("x", 1);
        await alice.SubscribeAsync("$share/g/y", 1);
        var bob = await auth.ConnectAsync("b", "bob", clean: false, properties: Packet.SessionExpiry(1000));
        await bob.SubscribeAsync("x", 1);
        await bob.DisconnectAsync();
        await auth.ChangeAsync(auth.RulesPath, "rules:\n- {allow: subscribe, topics: x, max_qos: 0, users: alice}", () => Subscriptions(auth) == "a x 0");
        Assert.True(auth.HasLogged("Removed subscription $share/g/y of a"));
    }

    [Fact]
    public async Task A_resumed_session_has_no_subscription_that_is_not_allowed_any_more()
    {
        // The client was away when the broker came back, and nothing but its name is known of it.
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var bob = await auth.ConnectAsync("b", "bob", clean: false, properties: Packet.SessionExpiry(1000));
        await bob.SubscribeAsync("x", 1);
        await bob.DisconnectAsync();
        auth.Plugin.Parts.Identities.Forget("b");
        await auth.RuleAsync("rules: []");
        Assert.Equal("b x 1", Subscriptions(auth));
        bob = await auth.ConnectAsync("b", "bob", clean: false);
        Assert.Equal("", Subscriptions(auth));
        await bob.ExpectNothingAsync();
    }

    [Fact]
    public async Task A_broken_rules_file_changes_nothing_and_says_where()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var alice = await auth.ConnectAsync("a", "alice");
        await auth.ChangeAsync(auth.RulesPath, "rules:\n- allow: everything", () => auth.HasLogged("The access rules as they were stay in force"));
        Assert.Equal([0x87], (await alice.SubscribeAsync("secret/x")).ReasonCodes);
        Assert.Equal([0], (await alice.SubscribeAsync("open")).ReasonCodes);
        Assert.Contains(auth.Broker.Log.Errors, e => e.Contains("rules.yml:2:10:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Roles_of_an_account_are_those_of_the_file_now()
    {
        const string rules = "rules:\n- {allow: all, topics: '#', roles: operator}";
        await using var auth = await AuthBroker.StartAsync("- username: alice\n  password: alice\n  roles: [operator]\n", rules);
        var text = await auth.AccountsAsync(t => t.Contains("$argon2id$", StringComparison.Ordinal));
        Assert.Contains("roles: operator", text, StringComparison.Ordinal);
        var alice = await auth.ConnectAsync("a", "alice");
        Assert.Equal([0], (await alice.SubscribeAsync("x")).ReasonCodes);
        await auth.ChangeAsync(auth.AccountsPath, text.Replace("operator", "guest", StringComparison.Ordinal), () => Subscriptions(auth).Length == 0);
        Assert.Equal([0x87], (await alice.SubscribeAsync("x")).ReasonCodes);
    }

    [Fact]
    public async Task Without_rules_who_is_let_in_may_do_everything()
    {
        await using var auth = await AuthBroker.StartAsync();
        var alice = await auth.ConnectAsync("a", "alice");
        await alice.SubscribeAsync("#");
        await auth.Broker.Services.Publisher.PublishAsync(new Message { TopicName = "x" });
        Assert.Equal([("x", "")], await AuthBroker.ReceivedAsync(alice));
        Assert.DoesNotContain(auth.Broker.Plugins.List().Single().Hooks, h => h.Hook is "OnDeliver" or "OnMsgArrived");
    }

    private static string Subscriptions(AuthBroker auth)
        => string.Join(", ", auth.Broker.Services.SubscriptionService.Find().Select(s => $"{s.ClientId} {s.Subscription.FullTopicFilter} {(int)s.Subscription.QoS}").Order());
}
