using System.Text.Json;
using Gmqtt.Mqtt;

namespace Gmqtt.Auth.Access;

/// <summary>
/// The permissions that a token brings, as rules for its client alone: each a text <c>action:filter</c> or an object. Read as strictly as the rules file, because what is not
/// understood must not be taken for nothing: a <c>deny</c> might be in it.
/// </summary>
internal static class TokenPermissions
{
    /// <summary>They are gone through one by one when something is asked for the first time, and kept for every client.</summary>
    internal const int Most = 100;

    /// <summary>Reads them.</summary>
    /// <param name="json">The claim's value, a list; null for none.</param>
    /// <param name="problem">What is wrong with it, for the log.</param>
    internal static IReadOnlyList<Rule>? TryParse(string? json, out string problem)
    {
        problem = "";
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        if (document.RootElement is not { ValueKind: JsonValueKind.Array } list)
        {
            problem = "is no list; it is a list of \"publish:a/topic\" and {\"action\", \"topic\", \"qos\", \"retain\", \"permission\"}";
            return null;
        }

        if (list.GetArrayLength() > Most)
        {
            problem = $"has more than {Most} entries; use roles, %c and %u to say more with fewer";
            return null;
        }

        var rules = new List<Rule>();
        foreach (var entry in list.EnumerateArray())
        {
            var (rule, wrong) = Read(entry, rules.Count + 1);
            if (rule is null)
            {
                problem = $"cannot be used: entry {rules.Count + 1} {wrong}";
                return null;
            }

            rules.Add(rule);
        }

        return rules;
    }

    private static (Rule? Rule, string Problem) Read(JsonElement entry, int number)
    {
        if (entry.ValueKind == JsonValueKind.String)
        {
            var (action, colon, topic) = Split(entry.GetString()!);
            return colon ? Make(number, action, topic, null, null, "allow") : (null, "is a text without a colon; write publish:a/topic");
        }

        if (entry.ValueKind != JsonValueKind.Object) return (null, "is neither a text nor an object");
        string? actions = null, filter = null, permission = "allow";
        int? qos = null;
        bool? retain = null;
        foreach (var property in entry.EnumerateObject())
        {
            var value = property.Value;
            switch (property.Name)
            {
                case "action" when value.ValueKind == JsonValueKind.String:
                    actions = value.GetString();
                    break;
                case "topic" when value.ValueKind == JsonValueKind.String:
                    filter = value.GetString();
                    break;
                case "permission" when value.ValueKind == JsonValueKind.String:
                    permission = value.GetString();
                    break;
                case "qos" when value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var most) && most is >= 0 and <= 2:
                    qos = most;
                    break;
                case "retain" when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    retain = value.GetBoolean();
                    break;
                default:
                    return (null, $"has {property.Name} {value.GetRawText()}; there are action, topic and permission (texts), qos (0, 1 or 2) and retain (true or false)");
            }
        }

        return Make(number, actions, filter, qos, retain, permission);
    }

    private static (Rule? Rule, string Problem) Make(int number, string? action, string? topic, int? qos, bool? retain, string? permission)
    {
        var actions = action switch { "publish" => Actions.Publish, "subscribe" => Actions.Subscribe, "all" => Actions.All, _ => Actions.None };
        if (actions == Actions.None) return (null, $"has action {action ?? "none"}; there are publish, subscribe and all");
        if (permission is not ("allow" or "deny")) return (null, $"has permission {permission}; there are allow and deny");
        if (topic is null) return (null, "has no topic");
        if (TopicPattern.TryParse(topic, out var problem) is not { } pattern) return (null, $"has topic {topic}: {problem}");
        var rule = new Rule
        {
            Name = $"permission {number}",
            Allows = permission == "allow",
            Actions = actions,
            Topics = [pattern],
            MaxQoS = qos is { } limit ? (QoS)limit : QoS.ExactlyOnce,
            Retain = retain,
            IsOfToken = true,
        };
        return RulesYaml.ProblemOf(rule) is { } sense ? (null, $"makes no sense: {sense.Problem.Replace("max_qos", "qos", StringComparison.Ordinal)}") : (rule, "");
    }

    private static (string Action, bool HasColon, string Topic) Split(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", false, "") : (text[..colon], true, text[(colon + 1)..]);
    }
}
