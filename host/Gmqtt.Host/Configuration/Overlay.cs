using System.Collections;
using System.Globalization;
using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration;

/// <summary>Lays single values over what the file said: first the environment's, then the command line's.</summary>
internal static class Overlay
{
    public const string Prefix = "GMQTT__";

    /// <summary>Variables such as <c>GMQTT__MQTT__SESSION_EXPIRY=2h</c> or <c>GMQTT__LISTENERS__0__ADDRESS=:1883</c>.</summary>
    public static void Environment(TableNode root, IDictionary variables, List<Problem> problems)
    {
        var ours = variables.Keys.OfType<string>().Where(k => k.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase));
        foreach (var name in ours.Order(StringComparer.Ordinal))
        {
            // Environment variables are upper case by custom, keys lower case by ours.
            var path = name[Prefix.Length..].ToLowerInvariant().Split("__");
            Set(root, path, Origin.Variable(name), (string?)variables[name] ?? "", problems);
        }
    }

    /// <summary>Options such as <c>--set mqtt.session_expiry=2h</c>; a part with dots in its name stands in quotes.</summary>
    public static void CommandLine(TableNode root, IReadOnlyList<string> settings, List<Problem> problems)
    {
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                problems.Add(new Problem(Origin.CommandLine, setting, "has no value; write --set mqtt.session_expiry=2h"));
                continue;
            }

            var path = setting[..equals].Trim();
            Set(root, Split(path), Origin.CommandLine, setting[(equals + 1)..].Trim(), problems);
        }
    }

    private static void Set(TableNode root, string[] path, Origin origin, string text, List<Problem> problems)
    {
        Node at = root;
        for (var i = 0; i < path.Length - 1; i++)
        {
            var wantsList = char.IsAsciiDigit(path[i + 1].FirstOrDefault());
            if (Enter(at, path[i], origin, wantsList) is not { } next)
            {
                problems.Add(new Problem(origin, string.Join('.', path[..(i + 1)]), CannotEnter(at, path[i])));
                return;
            }

            at = next;
        }

        if (at is TableNode table)
        {
            table[path[^1]] = Literal(origin, text);
        }
        else
        {
            problems.Add(new Problem(origin, string.Join('.', path), "names no key"));
        }
    }

    private static Node? Enter(Node at, string name, Origin origin, bool wantsList)
    {
        switch (at)
        {
            case TableNode table:
                return table[name] switch
                {
                    null or ScalarNode => table[name] = wantsList ? new ListNode(origin) : new TableNode(origin),
                    var child => child,
                };
            case ListNode list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= list.Items.Count:
                if (index == list.Items.Count)
                {
                    list.Items.Add(new TableNode(origin));
                }

                return list.Items[index];
            default:
                return null;
        }
    }

    private static string CannotEnter(Node at, string name) => at is ListNode list
        ? $"there are {list.Items.Count}, numbered from 0; {name} would leave a gap"
        : "is a single value; nothing can be set inside";

    private static Node Literal(Origin origin, string text)
    {
        if (!text.StartsWith('[') && !text.StartsWith('{'))
        {
            return new ScalarNode(origin, Unquoted(text));
        }

        var parsed = TomlFile.Parse("value", "value = " + text, [])["value"];
        return parsed is ListNode list ? WithOrigin(list, origin) : new ScalarNode(origin, text);
    }

    private static ListNode WithOrigin(ListNode parsed, Origin origin)
    {
        var list = new ListNode(origin);
        list.Items.AddRange(parsed.Items.Select(i => i is ScalarNode s ? new ScalarNode(origin, s.Value) : i));
        return list;
    }

    /// <summary>Shells keep the quotes of <c>--set 'log.level="debug"'</c>.</summary>
    private static string Unquoted(string text) => text is ['"', .. var inner, '"'] ? inner : text;

    private static string[] Split(string path)
    {
        var parts = new List<string> { "" };
        var quoted = false;
        foreach (var c in path)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == '.' && !quoted)
            {
                parts.Add("");
            }
            else
            {
                parts[^1] += c;
            }
        }

        return [.. parts];
    }
}
