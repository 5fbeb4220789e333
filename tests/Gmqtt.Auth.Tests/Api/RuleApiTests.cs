using System.Net;

namespace Gmqtt.Auth.Tests.Api;

public sealed class RuleApiTests
{
    private const string Rules = """
        groups:
          floor: [alice]
        roles:
          reader: {groups: floor}
        rules:
          - {deny: all, topics: secret/#}
          - {name: readers, allow: subscribe, topics: 'news/%u/#', roles: reader, max_qos: 1}
        """;

    [Fact]
    public async Task A_rule_is_made_in_its_place_and_is_in_force_at_once()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var alice = await auth.ConnectAsync("a", "alice");
        Assert.Equal([0x87], (await alice.SubscribeAsync("secret/alice")).ReasonCodes);
        var (status, made) = await auth.PostAsync("v1/rules/own", """{"effect":"allow","actions":["all"],"topics":["secret/%u"],"users":["alice"],"position":1,"comment":"hers"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"rule":{"name":"own","position":1,"effect":"allow","actions":["publish","subscribe"],"topics":["secret/%u"],"users":["alice"],"roles":[],"groups":[],"clients":[],"max_qos":2,"retain":null,"comment":"hers","line":8}}""",
            made.ToJsonString());
        Assert.Equal([0], (await alice.SubscribeAsync("secret/alice")).ReasonCodes);
        var (_, list) = await auth.GetAsync("v1/rules");
        Assert.Equal(["own", "rule-1", "readers"], list["rules"]!.AsArray().Select(r => (string)r!["name"]!));
        await auth.DeleteAsync("v1/rules/own");
        Assert.Equal([0x87], (await alice.SubscribeAsync("secret/alice")).ReasonCodes);
        Assert.Equal(HttpStatusCode.NotFound, (await auth.GetAsync("v1/rules/own")).Status);
        Assert.Equal("rule-1", (string)(await auth.GetAsync("v1/rules/rule-1")).Body["rule"]!["name"]!);
    }

    [Fact]
    public async Task Roles_and_groups_are_given_and_taken()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var bob = await auth.ConnectAsync("b", "bob");
        Assert.Equal([0x87], (await bob.SubscribeAsync("news/bob/x")).ReasonCodes);
        await auth.PostAsync("v1/groups/floor", """{"users":["alice","bob"]}""");
        Assert.Equal([0], (await bob.SubscribeAsync("news/bob/x")).ReasonCodes);
        await auth.PostAsync("v1/roles/reader", """{"users":["carol"],"groups":[]}""");
        await auth.UntilAsync(() => !auth.Broker.Services.SubscriptionService.Find().Any());
        Assert.Equal("""{"role":{"name":"reader","users":["carol"],"groups":[]}}""", (await auth.GetAsync("v1/roles/reader")).Body.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await auth.DeleteAsync("v1/groups/floor")).Status);
        Assert.Equal(0, (int)(await auth.GetAsync("v1/groups")).Body["total_count"]!);
        Assert.Equal(HttpStatusCode.OK, (await auth.DeleteAsync("v1/roles/reader")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await auth.GetAsync("v1/roles/reader")).Status);
    }

    [Fact]
    public async Task A_group_that_somebody_needs_stays()
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var (status, problem) = await auth.DeleteAsync("v1/groups/floor");
        Assert.Equal((HttpStatusCode.Conflict, "role 'reader' is given to this group; take it from there first"), (status, (string)problem["detail"]!));
    }

    [Theory]
    [InlineData("rules/x", """{"effect":"maybe","actions":["all"],"topics":["a"]}""", "effect")]
    [InlineData("rules/x", """{"actions":["all"],"topics":["a"]}""", "effect")]
    [InlineData("rules/x", """{"effect":"allow","actions":["read"],"topics":["a"]}""", "actions[0]")]
    [InlineData("rules/x", """{"effect":"allow","actions":[],"topics":["a"]}""", "actions")]
    [InlineData("rules/x", """{"effect":"allow","actions":["all"],"topics":["a","#/b"]}""", "topics[1]")]
    [InlineData("rules/x", """{"effect":"allow","actions":["all"],"topics":[]}""", "topics")]
    [InlineData("rules/x", """{"effect":"allow","actions":["all"],"topics":["a"],"max_qos":3}""", "max_qos")]
    [InlineData("rules/x", """{"effect":"deny","actions":["all"],"topics":["a"],"max_qos":1}""", "max_qos")]
    [InlineData("rules/x", """{"effect":"allow","actions":["all"],"topics":["a"],"groups":["none"]}""", "groups[0]")]
    [InlineData("rules/x", """{"effect":"allow","actions":["all"],"topics":["a"],"users":["a\nb"]}""", "users[0]")]
    [InlineData("rules/x", """{"effect":"allow","actions":["all"],"topics":["a"],"position":9}""", "position")]
    [InlineData("roles/x", """{"groups":["none"]}""", "groups[0]")]
    [InlineData("groups/x", """{"users":[""]}""", "users[0]")]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_written(string path, string body, string field)
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var (status, problem) = await auth.PostAsync($"v1/{path}", body);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, (string?)problem["field"]));
        Assert.Equal(Rules, await File.ReadAllTextAsync(auth.RulesPath));
    }

    [Fact]
    public async Task Without_a_rules_file_the_API_says_how_to_have_one()
    {
        await using var auth = await AuthBroker.StartAsync();
        var (status, problem) = await auth.GetAsync("v1/rules");
        Assert.Equal((HttpStatusCode.Conflict, "there are no access rules: write rules_file = \"rules.yml\" in [plugins.auth]"), (status, (string)problem["detail"]!));
        Assert.True((bool)(await auth.PostAsync("v1/explain", """{"client_id":"c","action":"publish","topic":"x"}""")).Body["allowed"]!);
    }

    [Theory]
    [InlineData("""{"client_id":"c","username":"alice","action":"subscribe","topic":"news/alice/x","qos":2}""", true, "Client c (user alice, role reader) may subscribe to news/alice/x, with QoS 1: rule readers (allow subscribe news/%u/# up to QoS 1) at RULES:7.")]
    [InlineData("""{"client_id":"c","username":"alice","action":"publish","topic":"secret/x","qos":1,"retain":true}""", false, "Client c (user alice, role reader) may not publish to secret/x with QoS 1 and RETAIN: rule rule-1 (deny all secret/#) at RULES:6.")]
    [InlineData("""{"username":"bob","action":"receive","topic":"news/bob/x"}""", false, "User bob may not receive news/bob/x: none of the rules in RULES fits, and what no rule allows is denied.")]
    [InlineData("""{"client_id":"a","action":"receive","topic":"news/alice/x"}""", true, "Client a (user alice, role reader) may receive news/alice/x: rule readers (allow subscribe news/%u/# up to QoS 1) at RULES:7.")]
    [InlineData("""{"client_id":"c","username":"#","action":"subscribe","topic":"news/#","roles":["reader"]}""", false, "Client c (user #, role reader) may not subscribe to news/#: none of the rules in RULES fits, and what no rule allows is denied.")]
    [InlineData("""{"client_id":"a","action":"connect"}""", true, "Client a (user alice) may connect with the right credentials: no ban is in force.")]
    public async Task Explain_says_why_and_by_which_line(string question, bool allowed, string sentence)
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        await auth.ConnectAsync("a", "alice");
        var (_, answer) = await auth.PostAsync("v1/explain", question);
        Assert.Equal((allowed, sentence.Replace("RULES", auth.RulesPath, StringComparison.Ordinal)), ((bool)answer["allowed"]!, (string)answer["sentence"]!));
    }

    [Theory]
    [InlineData("""{"client_id":"c","topic":"x"}""", "action")]
    [InlineData("""{"client_id":"c","action":"read","topic":"x"}""", "action")]
    [InlineData("""{"action":"publish","topic":"x"}""", "client_id")]
    [InlineData("""{"client_id":"c","action":"publish"}""", "topic")]
    [InlineData("""{"client_id":"c","action":"publish","topic":"a/#"}""", "topic")]
    [InlineData("""{"client_id":"c","action":"subscribe","topic":"a/#/b"}""", "topic")]
    [InlineData("""{"client_id":"c","action":"publish","topic":"x","qos":3}""", "qos")]
    public async Task A_question_that_makes_no_sense_is_refused(string question, string field)
    {
        await using var auth = await AuthBroker.StartAsync(rules: Rules);
        var (status, problem) = await auth.PostAsync("v1/explain", question);
        Assert.Equal((HttpStatusCode.BadRequest, field), (status, (string?)problem["field"]));
    }
}
