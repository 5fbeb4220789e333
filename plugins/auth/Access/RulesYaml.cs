using System.Globalization;
using System.Text;
using Gmqtt.Auth.Files;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Access;

/// <summary>The rules file: reads it strictly, because a rule that is not understood must not be taken for no rule, and writes it.</summary>
internal static class RulesYaml
{
    /// <summary>They are gone through one by one when something is asked for the first time, on the threads that serve the network.</summary>
    private const int MaxRules = 10_000;

    private static readonly string[] TopKeys = ["groups", "roles", "rules"];
    private static readonly string[] RoleKeys = ["users", "groups"];
    private static readonly string[] RuleKeys = ["name", "allow", "deny", "topics", "users", "roles", "groups", "clients", "max_qos", "retain", "comment"];

    /// <exception cref="FileProblemException">The file cannot be used.</exception>
    internal static RuleSet Parse(string file, string text)
    {
        if (YamlFile.Parse(file, text) is not { } node) throw new FileProblemException(file, 0, 0, "is empty; write rules as\nrules:\n  - allow: all\n    topics: '#'");
        var top = Table(file, node, TopKeys, "the file");
        var groups = Entries(file, top["groups"], "groups").Select(e => new Group(Name(file, e.Key), Texts(file, e.Value), e.Key.Line)).ToList();
        var known = groups.Select(g => g.Name).ToHashSet(StringComparer.Ordinal);
        var roles = Entries(file, top["roles"], "roles").Select(e => ReadRole(file, e.Key, e.Value, known)).ToList();
        var rules = new List<Rule>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (List(file, top["rules"], "rules") is { Count: > MaxRules } many)
            throw new FileProblemException(file, many[MaxRules].Line, 1, $"there are more than {MaxRules} rules; use roles, %c and %u to say more with fewer");
        foreach (var item in List(file, top["rules"], "rules"))
        {
            var rule = ReadRule(file, item, $"rule-{rules.Count + 1}", known);
            if (!names.Add(rule.Name)) throw new FileProblemException(file, item.Line, item.Column, $"a rule named '{rule.Name}' stands further up already");
            rules.Add(rule);
        }

        return new RuleSet(rules, roles, groups);
    }

    internal static string Render(RuleSet rules)
    {
        var yaml = new StringBuilder("# The first rule that fits decides; what none fits is denied.\n");
        if (rules.Groups.Count > 0) yaml.Append("groups:\n");
        foreach (var group in rules.Groups) yaml.Line("  ", YamlWriter.Quoted(group.Name), YamlWriter.List(group.Users));
        if (rules.Roles.Count > 0) yaml.Append("roles:\n");
        foreach (var role in rules.Roles)
        {
            yaml.Append("  ").Append(YamlWriter.Quoted(role.Name)).Append(role.Users.Count + role.Groups.Count == 0 ? ": {}\n" : ":\n");
            if (role.Users.Count > 0) yaml.Line("    ", "users", YamlWriter.List(role.Users));
            if (role.Groups.Count > 0) yaml.Line("    ", "groups", YamlWriter.List(role.Groups));
        }

        yaml.Append(rules.Rules.Count == 0 ? "rules: []\n" : "rules:\n");
        foreach (var rule in rules.Rules) Render(yaml, rule);
        return yaml.ToString();
    }

    private static void Render(StringBuilder yaml, Rule rule)
    {
        yaml.Line("  - ", "name", YamlWriter.Quoted(rule.Name));
        if (rule.Comment is { } comment) yaml.Line("    ", "comment", YamlWriter.Quoted(comment));
        yaml.Line("    ", rule.Allows ? "allow" : "deny", rule.Actions == Actions.All ? "all" : rule.Actions.ToString().ToLowerInvariant());
        yaml.Line("    ", "topics", YamlWriter.List([.. rule.Topics.Select(t => t.Text)]));
        foreach (var (key, who) in new[] { ("users", rule.Users), ("roles", rule.Roles), ("groups", rule.Groups), ("clients", rule.Clients) })
        {
            if (who.Count > 0) yaml.Line("    ", key, YamlWriter.List(who));
        }

        if (rule.MaxQoS < QoS.ExactlyOnce) yaml.Line("    ", "max_qos", ((int)rule.MaxQoS).ToString(CultureInfo.InvariantCulture));
        if (rule.Retain is { } retain) yaml.Line("    ", "retain", retain ? "true" : "false");
    }

    private static Role ReadRole(string file, YamlText name, YamlNode node, HashSet<string> groups)
    {
        if (node is YamlList or YamlText) return new Role(Name(file, name), Texts(file, node), [], name.Line);
        var table = Table(file, node, RoleKeys, "a role");
        return new Role(Name(file, name), Texts(file, table["users"]), Known(file, table["groups"], groups), name.Line);
    }

    private static Rule ReadRule(string file, YamlNode node, string defaultName, HashSet<string> groups)
    {
        var table = Table(file, node, RuleKeys, "a rule");
        var (allow, deny) = (table["allow"], table["deny"]);
        if ((allow ?? deny) is not { } effect || (allow is not null && deny is not null))
            throw new FileProblemException(file, node.Line, node.Column, "a rule says either allow or deny, with publish, subscribe or all: allow: publish");
        var rule = new Rule
        {
            Name = table["name"] is { } name ? Name(file, Text(file, name)) : defaultName,
            Allows = allow is not null,
            Actions = ReadActions(file, effect),
            Topics = ReadTopics(file, table["topics"] ?? throw new FileProblemException(file, node.Line, node.Column, "a rule has topics; write topics: '#' for all")),
            Users = Texts(file, table["users"]),
            Roles = Texts(file, table["roles"]),
            Groups = Known(file, table["groups"], groups),
            Clients = Texts(file, table["clients"]),
            MaxQoS = ReadQoS(file, table["max_qos"]),
            Retain = ReadFlag(file, table["retain"]),
            Comment = table["comment"] is { } comment ? Text(file, comment).Value : null,
            Line = node.Line,
        };
        if (ProblemOf(rule) is { } problem) throw new FileProblemException(file, (table[problem.Key] ?? node).Line, (table[problem.Key] ?? node).Column, problem.Problem);
        foreach (var key in new[] { "users", "roles", "groups", "clients" })
        {
            if (table[key] is YamlList { Items.Count: 0 } empty)
                throw new FileProblemException(file, empty.Line, empty.Column, $"{key} is empty, and a rule that names nobody is for everybody; name somebody, or leave {key} out");
        }

        return rule;
    }

    /// <summary>What makes no sense in a rule, however it was written.</summary>
    internal static (string Key, string Problem)? ProblemOf(Rule rule)
    {
        if (rule.Topics.Count == 0) return ("topics", "a rule has topics; write # for all");
        if (!rule.Allows && rule.MaxQoS < QoS.ExactlyOnce) return ("max_qos", "max_qos belongs to a rule that allows; to deny what is above a QoS, allow only up to it");
        if (rule.Retain is not null && rule.Actions == Actions.Subscribe) return ("retain", "retain is about publishing; this rule is about subscribing alone");
        return null;
    }

    private static Actions ReadActions(string file, YamlNode node)
    {
        var actions = Actions.None;
        foreach (var text in node is YamlList list ? list.Items.Select(i => Text(file, i)) : [Text(file, node)])
        {
            actions |= text.Value switch
            {
                "publish" => Actions.Publish,
                "subscribe" => Actions.Subscribe,
                "all" => Actions.All,
                _ => throw new FileProblemException(file, text.Line, text.Column, $"'{text.Value}' is nothing a client does; there are publish, subscribe and all"),
            };
        }

        return actions == Actions.None ? throw new FileProblemException(file, node.Line, node.Column, "write publish, subscribe or all") : actions;
    }

    private static List<TopicPattern> ReadTopics(string file, YamlNode node) =>
    [
        .. (node is YamlList list ? list.Items.Select(i => Text(file, i)) : [Text(file, node)])
            .Select(t => TopicPattern.TryParse(t.Value, out var problem) ?? throw new FileProblemException(file, t.Line, t.Column, problem)),
    ];

    private static QoS ReadQoS(string file, YamlNode? node) => node switch
    {
        null or YamlText { Value: "2" } => QoS.ExactlyOnce,
        YamlText { Value: "1" } => QoS.AtLeastOnce,
        YamlText { Value: "0" } => QoS.AtMostOnce,
        _ => throw new FileProblemException(file, node.Line, node.Column, "max_qos is 0, 1 or 2"),
    };

    private static bool? ReadFlag(string file, YamlNode? node) => node switch
    {
        null => null,
        YamlText { Value: "true" } => true,
        YamlText { Value: "false" } => false,
        _ => throw new FileProblemException(file, node.Line, node.Column, "retain is true (only retained messages) or false (only others)"),
    };

    private static YamlMap Table(string file, YamlNode node, string[] keys, string what)
    {
        if (node is not YamlMap map) throw new FileProblemException(file, node.Line, node.Column, $"{what} is a table with {string.Join(", ", keys)}, and this is {node.Noun}");
        foreach (var (key, _) in map.Entries.Where(e => !keys.Contains(e.Key.Value)))
            throw new FileProblemException(file, key.Line, key.Column, $"unknown key '{key.Value}'; {what} has {string.Join(", ", keys)}");
        return map;
    }

    private static IReadOnlyList<(YamlText Key, YamlNode Value)> Entries(string file, YamlNode? node, string what) => node switch
    {
        null => [],
        YamlMap map => map.Entries,
        _ => throw new FileProblemException(file, node.Line, node.Column, $"{what} is a table of names, and this is {node.Noun}"),
    };

    private static IReadOnlyList<YamlNode> List(string file, YamlNode? node, string what) => node switch
    {
        null => [],
        YamlList list => list.Items,
        _ => throw new FileProblemException(file, node.Line, node.Column, $"{what} is a list, each beginning with '- ', and this is {node.Noun}"),
    };

    private static IReadOnlyList<string> Texts(string file, YamlNode? node) => node switch
    {
        null => [],
        YamlText text => [text.Value],
        YamlList list => [.. list.Items.Select(i => Text(file, i).Value)],
        _ => throw new FileProblemException(file, node.Line, node.Column, $"expected a name or a list of names, and this is {node.Noun}"),
    };

    private static IReadOnlyList<string> Known(string file, YamlNode? node, HashSet<string> groups)
    {
        var names = Texts(file, node);
        foreach (var name in names.Where(n => !groups.Contains(n)))
            throw new FileProblemException(file, node!.Line, node.Column, $"there is no group '{name}'; groups stand under groups: at the top of the file");
        return names;
    }

    private static YamlText Text(string file, YamlNode node) => node as YamlText ?? throw new FileProblemException(file, node.Line, node.Column, $"expected a text, and this is {node.Noun}");

    private static string Name(string file, YamlText text) => text.Value.Length is > 0 and <= 256 && !text.Value.Any(char.IsControl)
        ? text.Value
        : throw new FileProblemException(file, text.Line, text.Column, "a name has 1 to 256 characters and no control characters");
}
