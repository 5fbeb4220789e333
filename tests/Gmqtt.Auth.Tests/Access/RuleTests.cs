using Gmqtt.Auth.Access;
using Gmqtt.Auth.Files;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Tests.Access;

public sealed class RuleTests
{
    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/b", "a", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("#", "a/b", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("+/+", "/x", true)]
    [InlineData("a/+/#", "a", false)]
    [InlineData("a/+/#", "a/b", true)]
    public void A_topic_matches_as_in_MQTT(string pattern, string topic, bool matches) => Assert.Equal(matches, Filter(pattern)!.Matches(topic));

    [Theory]
    [InlineData("a/#", "a/#", true)]
    [InlineData("a/#", "a/b/+", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "#", false)]
    [InlineData("a/#", "+/b", false)]
    [InlineData("a/+", "a/+", true)]
    [InlineData("a/+", "a/#", false)] // a/# brings a and a/b/c, too
    [InlineData("a/b", "a/+", false)]
    [InlineData("+/b", "a/b", true)]
    [InlineData("#", "+/x", true)]
    [InlineData("#", "$SYS/#", false)]
    [InlineData("a/+/#", "a/#", false)]
    public void A_filter_is_covered_when_all_its_topics_are(string pattern, string filter, bool covers) => Assert.Equal(covers, Filter(pattern)!.Covers(filter));

    [Theory]
    [InlineData("c1", "u1", "sensors/c1/u1")]
    [InlineData("%u", "%c", "sensors/%u/%c")]
    [InlineData("+", "u", null)]
    [InlineData("#", "u", null)]
    [InlineData("a/b", "u", null)]
    [InlineData("c", "", null)]
    [InlineData("c", null, null)]
    [InlineData("c", "+", null)]
    [InlineData("c", "a/#", null)]
    public void A_name_put_into_a_rule_is_one_level_or_nothing(string clientId, string? user, string? topic)
    {
        var filter = TopicPattern.TryParse("sensors/%c/%u", out _)!.For(clientId, user, denies: false);
        if (topic is null) Assert.Null(filter);
        else Assert.True(filter!.Matches(topic));
        Assert.True(filter is null || !filter.Matches("sensors/x/y"));
    }

    [Fact]
    public void A_name_that_cannot_be_put_in_does_not_escape_a_rule_that_denies()
    {
        var rules = Rules("rules:\n- {deny: all, topics: private/%u}\n- {allow: all, topics: '#'}");
        Assert.False(Of(rules, "c", "#").Publish("private/x", 0, false).IsAllowed);
        Assert.True(Of(rules, "c", "bob").Publish("private/x", 0, false).IsAllowed);
        Assert.False(Of(rules, "c", "bob").Publish("private/bob", 0, false).IsAllowed);
    }

    [Fact]
    public void A_name_cannot_reach_the_topics_of_the_broker() => Assert.Null(TopicPattern.TryParse("%u/#", out _)!.For("c", "$SYS", denies: false));

    [Fact]
    public void The_first_rule_that_fits_decides_and_what_none_fits_is_denied()
    {
        var rules = Rules("""
            rules:
              - allow: subscribe
                topics: secret/public
              - deny: all
                topics: secret/#
              - allow: [publish, subscribe]
                topics: ['#']
                max_qos: 1
                retain: false
            """);
        var client = Of(rules, "c", "u");
        Assert.True(client.Receive("secret/public").IsAllowed);
        Assert.False(client.Publish("secret/public", 0, false).IsAllowed);
        Assert.False(client.Receive("secret/x").IsAllowed);
        Assert.True(client.Publish("x", QoS.AtLeastOnce, false).IsAllowed);
        Assert.False(client.Publish("x", QoS.ExactlyOnce, false).IsAllowed);
        Assert.False(client.Publish("x", 0, true).IsAllowed);
        Assert.False(client.Publish("$SYS/x", 0, false).IsAllowed);
        Assert.Equal((true, QoS.AtLeastOnce), (client.Subscribe("#").IsAllowed, client.Subscribe("#").MaxQoS));
        Assert.False(client.Subscribe("secret/#").IsAllowed);
        Assert.False(client.Subscribe("secret/x").IsAllowed);
        Assert.False(client.Subscribe("$SYS/#").IsAllowed);
        Assert.Equal("rule-2", client.Subscribe("secret/#").Rule!.Name);
        Assert.False(Of(RuleSet.Empty, "c", "u").Publish("x", 0, false).IsAllowed);
    }

    [Theory]
    [InlineData("alice", "c", true)] // by user
    [InlineData("bob", "c", true)] // by group and role
    [InlineData("carol", "c", true)] // by role of her account
    [InlineData("dave", "c", false)]
    [InlineData(null, "c", false)]
    [InlineData(null, "special", true)] // by client
    public void A_rule_is_for_those_it_names(string? user, string clientId, bool allowed)
    {
        var rules = Rules("""
            groups:
              floor-1: [bob]
            roles:
              reader:
                groups: floor-1
            rules:
              - allow: all
                topics: t
                users: alice
                roles: [reader, writer]
                clients: special
            """);
        Assert.Equal(allowed, ClientRules.For(rules, clientId, user, [.. rules.RolesOf(user), .. user == "carol" ? ["writer"] : Array.Empty<string>()]).Publish("t", 0, false).IsAllowed);
    }

    [Fact]
    public void What_is_written_is_what_was_read()
    {
        const string Text = "groups: {g: [a, 'b: c']}\nroles: {r: {users: x, groups: g}, empty: {}}\nrules:\n- {name: one, allow: publish, topics: [a/%c, 'b#c/+'], users: x, max_qos: 0, retain: true, comment: 'it''s'}\n- {deny: all, topics: '#', clients: 'null'}";
        var text = RulesYaml.Render(Rules(Text.Replace("b#c", "bc", StringComparison.Ordinal)));
        Assert.Equal(text, RulesYaml.Render(RulesYaml.Parse("f", text)));
        Assert.Contains("comment: 'it''s'", text, StringComparison.Ordinal);
        Assert.Contains("clients: 'null'", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "f: is empty; write rules as")]
    [InlineData("rule: []", "f:1:1: unknown key 'rule'; the file has groups, roles, rules")]
    [InlineData("rules:\n- alow: all", "f:2:3: unknown key 'alow'")]
    [InlineData("rules:\n- topics: a", "f:2:3: a rule says either allow or deny")]
    [InlineData("rules:\n- {allow: all, deny: all, topics: a}", "f:2:3: a rule says either allow or deny")]
    [InlineData("rules:\n- allow: read\n  topics: a", "f:2:10: 'read' is nothing a client does; there are publish, subscribe and all")]
    [InlineData("rules:\n- allow: all", "f:2:3: a rule has topics")]
    [InlineData("rules:\n- allow: all\n  topics: []", "f:3:11: a rule has topics")]
    [InlineData("rules:\n- allow: all\n  topics: a/#/b", "f:3:11: # stands alone, as the last level")]
    [InlineData("rules:\n- allow: all\n  topics: [a, b+]", "f:3:15: + stands alone in its level")]
    [InlineData("rules:\n- allow: all\n  topics: $share/g/a", "f:3:11: rules are about topics, not about shared groups")]
    [InlineData("rules:\n- allow: all\n  topics: a\n  max_qos: 3", "f:4:12: max_qos is 0, 1 or 2")]
    [InlineData("rules:\n- deny: all\n  topics: a\n  max_qos: 1", "f:4:12: max_qos belongs to a rule that allows")]
    [InlineData("rules:\n- allow: subscribe\n  topics: a\n  retain: true", "f:4:11: retain is about publishing")]
    [InlineData("rules:\n- allow: all\n  topics: a\n  users: []", "f:4:10: users is empty, and a rule that names nobody is for everybody")]
    [InlineData("rules:\n- allow: all\n  topics: a\n  groups: g", "f:4:11: there is no group 'g'")]
    [InlineData("rules:\n- {name: x, allow: all, topics: a}\n- {name: x, allow: all, topics: a}", "f:3:3: a rule named 'x' stands further up already")]
    [InlineData("rules: {a: b}", "f:1:8: rules is a list")]
    public void A_file_that_is_not_understood_is_refused_with_its_place(string text, string problem)
        => Assert.StartsWith(problem, Assert.Throws<FileProblemException>(() => Rules(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Rules_that_agree_with_an_independent_matcher()
    {
        // Every pattern, topic and filter of up to three levels out of a small alphabet: what covers must match all that is matched, and nothing else may cover.
        string[] topicLevels = ["a", "b", ""];
        var topics = Levels(topicLevels, 3);
        var filters = Levels(["a", "b", "", "+", "#"], 3).Where(f => TopicPattern.TryParse(f, out _) is not null && f.Length > 0).ToList();
        var matched = filters.ToDictionary(f => f, f => topics.Where(t => t.Length > 0 && Naive(f.Split('/'), t.Split('/'))).ToHashSet());
        foreach (var pattern in filters)
        {
            var filter = Filter(pattern)!;
            Assert.All(topics.Where(t => t.Length > 0), t => Assert.Equal(matched[pattern].Contains(t), filter.Matches(t)));
            foreach (var other in filters.Where(o => filter.Covers(o)))
                Assert.True(matched[other].IsSubsetOf(matched[pattern]), $"{pattern} is said to cover {other}");
        }
    }

    private static List<string> Levels(string[] alphabet, int depth)
    {
        var all = alphabet.ToList();
        var last = all;
        for (var i = 1; i < depth; i++)
        {
            last = [.. last.SelectMany(l => alphabet.Select(a => $"{l}/{a}"))];
            all.AddRange(last);
        }

        return all;
    }

    private static bool Naive(ReadOnlySpan<string> filter, ReadOnlySpan<string> topic)
    {
        if (filter is ["#"]) return true;
        if (filter.IsEmpty || topic.IsEmpty) return filter.IsEmpty && topic.IsEmpty;
        return (filter[0] == "+" || filter[0] == topic[0]) && Naive(filter[1..], topic[1..]);
    }

    private static TopicFilter? Filter(string pattern) => TopicPattern.TryParse(pattern, out _)!.For("c", "u", denies: false);

    private static RuleSet Rules(string text) => RulesYaml.Parse("f", text);

    private static ClientRules Of(RuleSet rules, string clientId, string? user) => ClientRules.For(rules, clientId, user, rules.RolesOf(user));
}
