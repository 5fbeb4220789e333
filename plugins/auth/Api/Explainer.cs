using System.Globalization;
using Gmqtt.Auth.Access;
using Gmqtt.Auth.Guards;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Api;

/// <summary>Says why a client may or may not do something: by the same code that decides it, and the line of the rule that does.</summary>
internal sealed class Explainer
{
    private readonly AccessControl? _access;
    private readonly RulesFile? _file;
    private readonly Identities _identities;
    private readonly EntryGuards _guards;

    internal Explainer(AccessControl? access, RulesFile? file, Identities identities, EntryGuards guards)
    {
        _access = access;
        _file = file;
        _identities = identities;
        _guards = guards;
    }

    internal Explanation Explain(Question question)
    {
        if (question.Action is not ("connect" or "publish" or "subscribe" or "receive")) throw RequestRefusedException.BadField("action", "write connect, publish, subscribe or receive");
        if (question.ClientId.Length == 0 && question.Username is null) throw RequestRefusedException.BadField("client_id", "write client_id, username, or both");
        var known = question.ClientId.Length > 0 ? _identities.Of(question.ClientId) : new Identity();
        var identity = question.Username is null || question.Username == known.Username ? known : new Identity { Username = question.Username };
        identity = identity with { Roles = [.. identity.Roles, .. question.Roles] };
        if (question.Action == "connect") return Connect(question, identity);
        CheckTopic(question);
        return _access is null
            ? new Explanation(true, $"{Who(question, identity, [])} may: there are no access rules, and who is let in may do everything.", null, null, null, null, identity.Username, identity.Roles)
            : Explain(question, identity, _access.State);
    }

    private Explanation Explain(Question question, Identity identity, AccessState state)
    {
        var rules = state.For(question.ClientId, identity);
        var decision = question.Action switch
        {
            "publish" => rules.Publish(question.Topic, (QoS)question.Qos, question.Retain),
            "subscribe" => rules.Subscribe(question.Topic),
            _ => rules.Receive(question.Topic),
        };
        var roles = state.RolesOf(identity).Order(StringComparer.Ordinal).ToList();
        var what = question.Action == "publish"
            ? string.Create(CultureInfo.InvariantCulture, $"publish to {question.Topic} with QoS {question.Qos}{(question.Retain ? " and RETAIN" : "")}")
            : $"{(question.Action == "subscribe" ? "subscribe to" : "receive")} {question.Topic}";
        var ofFile = decision.Rule is { IsOfToken: false } line ? line : null;
        int? granted = question.Action == "subscribe" && decision.IsAllowed ? Math.Min(question.Qos, (int)decision.MaxQoS) : null;
        var limit = granted < question.Qos ? string.Create(CultureInfo.InvariantCulture, $", with QoS {granted}") : "";
        return new Explanation(
            decision.IsAllowed, $"{Who(question, identity, roles)} {(decision.IsAllowed ? "may" : "may not")} {what}{limit}: {Why(decision.Rule)}.",
            ofFile is null ? null : Shape(state.Rules, ofFile), _file?.Path, ofFile?.Line, granted, identity.Username, roles);
    }

    private string Why(Rule? rule) => rule switch
    {
        null when _file is null => "its token does not allow it, there are no access rules, and what nothing allows is denied",
        null => $"none of the rules in {_file.Path} fits, and what no rule allows is denied",
        { IsOfToken: true } => $"{rule.Name} of its token ({rule})",
        _ => $"rule {rule.Name} ({rule}) at {_file!.Path}:{rule.Line}",
    };

    private Explanation Connect(Question question, Identity identity)
    {
        var who = Who(question, identity, []);
        var ban = _guards.Bans.Find(question.ClientId, identity.Username, null);
        var sentence = ban is not null ? $"{who} may not connect: {ban.Kind} {ban.Value} is banned{(ban.Until is { } until ? $" until {until:u}" : "")}{(ban.Reason is { } reason ? $", {reason}" : "")}."
            : _guards.Users.IsBlocked(identity.Username) ? $"{who} may not connect for now: too many logins have failed. Who has logged in with the right password before still may."
            : $"{who} may connect with the right credentials: no ban is in force.";
        return new Explanation(ban is null && !_guards.Users.IsBlocked(identity.Username), sentence, null, null, null, null, identity.Username, []);
    }

    private static RuleShape Shape(RuleSet rules, Rule rule) => RuleAdmin.Shape(rule, rules.Rules.TakeWhile(r => r != rule).Count());

    private static string Who(Question question, Identity identity, List<string> roles)
    {
        var user = identity.Username is { } username ? $"user {username}" : "no user name";
        var with = roles.Count > 0 ? $", {(roles.Count == 1 ? "role" : "roles")} {string.Join(" and ", roles)}" : "";
        return question.ClientId.Length > 0 ? $"Client {question.ClientId} ({user}{with})" : $"User {identity.Username}{(with.Length > 0 ? $" ({with[2..]})" : "")}";
    }

    private static void CheckTopic(Question question)
    {
        var topic = question.Topic;
        if (topic.Length is 0 or > 65_535 || topic.Contains('\0', StringComparison.Ordinal)) throw RequestRefusedException.BadField("topic", "write a topic");
        if (question.Qos is < 0 or > 2) throw RequestRefusedException.BadField("qos", "write 0, 1 or 2");
        if (question.Action != "subscribe" && topic.AsSpan().ContainsAny('+', '#')) throw RequestRefusedException.BadField("topic", "a topic has no wildcards; to ask about a filter, write action subscribe");
        if (question.Action == "subscribe" && TopicPattern.TryParse(topic, out var problem) is null) throw RequestRefusedException.BadField("topic", problem);
    }
}
