using Gmqtt.Auth.Access;
using Gmqtt.Auth.Files;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Api;

/// <summary>Administers rules, roles and groups. What the file would not be read with is not written.</summary>
internal sealed class RuleAdmin
{
    private const int MostNames = 10_000;

    private readonly RulesFile? _file;

    internal RuleAdmin(RulesFile? file) => _file = file;

    private RulesFile File => _file ?? throw RequestRefusedException.Conflict("there are no access rules: write rules_file = \"rules.yml\" in [plugins.auth]");

    private RuleSet Now => File.Rules;

    internal RuleList List(Page page) => new(page.Cut(Now.Rules.Select(Shape)), Now.Rules.Count);

    internal RuleAnswer Get(string name)
    {
        var at = IndexOf(Now.Rules, name);
        return at >= 0 ? new RuleAnswer(Shape(Now.Rules[at], at)) : throw RequestRefusedException.NotFound("name", $"there is no rule '{name}'");
    }

    internal async Task<RuleAnswer> SetAsync(string name, RuleChange change, CancellationToken cancellationToken)
    {
        CheckName("name", name);
        var rule = Of(name, change);
        await ChangeAsync(
            rules =>
            {
                CheckGroups(rules, change.Groups);
                var changed = rules.Rules.Where(r => r.Name != name).ToList();
                var before = IndexOf(rules.Rules, name);
                if (change.Position is < 1 || change.Position > changed.Count + 1) throw RequestRefusedException.BadField("position", $"write a number from 1 to {changed.Count + 1}");
                changed.Insert(change.Position - 1 ?? (before < 0 ? changed.Count : before), rule);
                return new RuleSet(changed, rules.Roles, rules.Groups);
            },
            cancellationToken);
        return Get(name);
    }

    internal Task DeleteAsync(string name, CancellationToken cancellationToken)
        => ChangeAsync(rules => new RuleSet([.. rules.Rules.Where(r => r.Name != name)], rules.Roles, rules.Groups), cancellationToken);

    internal RoleList ListRoles(Page page) => new(page.Cut(Now.Roles.Select(Shape)), Now.Roles.Count);

    internal RoleAnswer GetRole(string name)
        => new(Shape(Now.Roles.FirstOrDefault(r => r.Name == name) ?? throw RequestRefusedException.NotFound("name", $"there is no role '{name}'")));

    internal Task SetRoleAsync(string name, RoleChange change, CancellationToken cancellationToken)
    {
        CheckName("name", name);
        CheckNames("users", change.Users);
        CheckNames("groups", change.Groups);
        return ChangeAsync(
            rules =>
            {
                CheckGroups(rules, change.Groups ?? []);
                var before = rules.Roles.FirstOrDefault(r => r.Name == name);
                var role = new Role(name, change.Users ?? before?.Users ?? [], change.Groups ?? before?.Groups ?? [], 0);
                return new RuleSet(rules.Rules, [.. rules.Roles.Where(r => r.Name != name), role], rules.Groups);
            },
            cancellationToken);
    }

    internal Task DeleteRoleAsync(string name, CancellationToken cancellationToken)
        => ChangeAsync(rules => new RuleSet(rules.Rules, [.. rules.Roles.Where(r => r.Name != name)], rules.Groups), cancellationToken);

    internal GroupList ListGroups(Page page) => new(page.Cut(Now.Groups.Select(g => new GroupShape(g.Name, g.Users))), Now.Groups.Count);

    internal GroupAnswer GetGroup(string name) => Now.Groups.FirstOrDefault(g => g.Name == name) is { } group
        ? new GroupAnswer(new GroupShape(group.Name, group.Users))
        : throw RequestRefusedException.NotFound("name", $"there is no group '{name}'");

    internal Task SetGroupAsync(string name, GroupChange change, CancellationToken cancellationToken)
    {
        CheckName("name", name);
        CheckNames("users", change.Users);
        return ChangeAsync(
            rules => new RuleSet(rules.Rules, rules.Roles, [.. rules.Groups.Where(g => g.Name != name), new Group(name, change.Users ?? [], 0)]), cancellationToken);
    }

    internal Task DeleteGroupAsync(string name, CancellationToken cancellationToken) => ChangeAsync(
        rules =>
        {
            if (rules.Roles.FirstOrDefault(r => r.Groups.Contains(name)) is { } role) throw RequestRefusedException.Conflict($"role '{role.Name}' is given to this group; take it from there first");
            if (rules.Rules.FirstOrDefault(r => r.Groups.Contains(name)) is { } rule) throw RequestRefusedException.Conflict($"rule '{rule.Name}' is for this group; take it from there first");
            return new RuleSet(rules.Rules, rules.Roles, [.. rules.Groups.Where(g => g.Name != name)]);
        },
        cancellationToken);

    internal static RuleShape Shape(Rule rule, int index) => new(
        rule.Name, index + 1, rule.Allows ? "allow" : "deny", Names(rule.Actions), [.. rule.Topics.Select(t => t.Text)], rule.Users, rule.Roles, rule.Groups, rule.Clients,
        (int)rule.MaxQoS, rule.Retain, rule.Comment, rule.Line);

    private static RoleShape Shape(Role role) => new(role.Name, role.Users, role.Groups);

    private static string[] Names(Actions actions)
        => [.. new[] { Actions.Publish, Actions.Subscribe }.Where(a => actions.HasFlag(a)).Select(a => a.ToString().ToLowerInvariant())];

    private static int IndexOf(IReadOnlyList<Rule> rules, string name)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Name == name) return i;
        }

        return -1;
    }

    private static Rule Of(string name, RuleChange change)
    {
        foreach (var (field, names) in new[] { ("users", change.Users), ("roles", change.Roles), ("groups", change.Groups), ("clients", change.Clients) }) CheckNames(field, names);
        if (change.Comment is { } comment && (comment.Length > 1000 || comment.Any(char.IsControl))) throw RequestRefusedException.BadField("comment", "up to 1,000 characters in one line");
        var rule = new Rule
        {
            Name = name,
            Allows = change.Effect switch { "allow" => true, "deny" => false, _ => throw RequestRefusedException.BadField("effect", "write allow or deny") },
            Actions = ActionsOf(change.Actions),
            Topics = [.. change.Topics.Select((t, i) => TopicPattern.TryParse(t, out var wrong) ?? throw RequestRefusedException.BadField($"topics[{i}]", wrong))],
            Users = change.Users,
            Roles = change.Roles,
            Groups = change.Groups,
            Clients = change.Clients,
            MaxQoS = change.MaxQos is >= 0 and <= 2 ? (QoS)change.MaxQos : throw RequestRefusedException.BadField("max_qos", "write 0, 1 or 2"),
            Retain = change.Retain,
            Comment = change.Comment,
        };
        return RulesYaml.ProblemOf(rule) is { } problem ? throw RequestRefusedException.BadField(problem.Key, problem.Problem) : rule;
    }

    private static Actions ActionsOf(IReadOnlyList<string> names)
    {
        var actions = Actions.None;
        for (var i = 0; i < names.Count; i++)
        {
            actions |= names[i] switch
            {
                "publish" => Actions.Publish,
                "subscribe" => Actions.Subscribe,
                "all" => Actions.All,
                _ => throw RequestRefusedException.BadField($"actions[{i}]", "write publish, subscribe or all"),
            };
        }

        return actions == Actions.None ? throw RequestRefusedException.BadField("actions", "write at least one of publish, subscribe and all") : actions;
    }

    private static void CheckName(string field, string name)
    {
        if (name.Length is 0 or > 256 || name.Any(char.IsControl)) throw RequestRefusedException.BadField(field, "a name has 1 to 256 characters and no control characters");
    }

    private static void CheckNames(string field, IReadOnlyList<string>? names)
    {
        if (names is null) return;
        if (names.Count > MostNames) throw RequestRefusedException.BadField(field, $"up to {MostNames} names");
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length is 0 or > 1024 || names[i].Any(char.IsControl)) throw RequestRefusedException.BadField($"{field}[{i}]", "a name has 1 to 1,024 characters and no control characters");
        }
    }

    private static void CheckGroups(RuleSet rules, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (!rules.Groups.Any(g => g.Name == names[i])) throw RequestRefusedException.BadField($"groups[{i}]", $"there is no group '{names[i]}'; make it first, at /v1/groups/");
        }
    }

    private async Task ChangeAsync(Func<RuleSet, RuleSet> change, CancellationToken cancellationToken)
    {
        try
        {
            await File.ChangeAsync(change, cancellationToken);
        }
        catch (FileProblemException exception)
        {
            throw RequestRefusedException.Conflict($"nothing has changed: {exception.Message}");
        }
    }
}
