using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Access;

/// <summary>What was decided, and by which rule; without a rule it is denied.</summary>
internal readonly record struct Decision(bool IsAllowed, Rule? Rule, QoS MaxQoS)
{
    internal static readonly Decision Denied = new(false, null, QoS.AtMostOnce);
}

/// <summary>The rules that are for one client, with its names put in. Immutable.</summary>
internal sealed class ClientRules
{
    private readonly Fitted[] _publish;
    private readonly Fitted[] _subscribe;

    private ClientRules(Fitted[] publish, Fitted[] subscribe)
    {
        _publish = publish;
        _subscribe = subscribe;
    }

    /// <summary>Picks them.</summary>
    /// <param name="rules">All rules.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="username">Its user, or null.</param>
    /// <param name="roles">Its roles, from wherever.</param>
    /// <param name="own">Rules of its own, after all others.</param>
    internal static ClientRules For(RuleSet rules, string clientId, string? username, IReadOnlyCollection<string> roles, IReadOnlyList<Rule>? own = null)
    {
        var groups = rules.GroupsOf(username);
        var fitted = new List<Fitted>();
        foreach (var rule in own is null ? rules.Rules : rules.Rules.Concat(own))
        {
            if (!rule.IsForEverybody && !(username is not null && rule.Users.Contains(username)) && !rule.Roles.Any(roles.Contains) && !rule.Groups.Any(groups.Contains)
                && !rule.Clients.Contains(clientId)) continue;
            var filters = rule.Topics.Select(t => t.For(clientId, username, !rule.Allows)).OfType<TopicFilter>().ToArray();
            if (filters.Length > 0) fitted.Add(new Fitted(rule, filters));
        }

        return new ClientRules([.. fitted.Where(f => f.Rule.Actions.HasFlag(Actions.Publish))], [.. fitted.Where(f => f.Rule.Actions.HasFlag(Actions.Subscribe))]);
    }

    internal Decision Publish(string topicName, QoS qos, bool retain)
    {
        foreach (var (rule, filters) in _publish)
        {
            if (qos <= rule.MaxQoS && (rule.Retain is null || rule.Retain == retain) && Matches(filters, topicName)) return new Decision(rule.Allows, rule, rule.MaxQoS);
        }

        return Decision.Denied;
    }

    /// <summary>Allowed is a filter all of whose topics one rule allows. A rule that denies only some of them does not stand in the way: what they bring is not delivered.</summary>
    internal Decision Subscribe(string topicFilter)
    {
        foreach (var (rule, filters) in _subscribe)
        {
            foreach (var filter in filters)
            {
                if (filter.Covers(topicFilter)) return new Decision(rule.Allows, rule, rule.MaxQoS);
            }
        }

        return Decision.Denied;
    }

    internal Decision Receive(string topicName)
    {
        foreach (var (rule, filters) in _subscribe)
        {
            if (Matches(filters, topicName)) return new Decision(rule.Allows, rule, rule.MaxQoS);
        }

        return Decision.Denied;
    }

    private static bool Matches(TopicFilter[] filters, string topicName)
    {
        foreach (var filter in filters)
        {
            if (filter.Matches(topicName)) return true;
        }

        return false;
    }

    private sealed record Fitted(Rule Rule, TopicFilter[] Filters);
}
