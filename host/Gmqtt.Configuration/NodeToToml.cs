using Gmqtt.Configuration.Nodes;
using Tomlyn.Model;

namespace Gmqtt.Configuration;

/// <summary>Gives nodes back as Tomlyn's own model, for a reader that brings its own types.</summary>
internal static class NodeToToml
{
    public static TomlTable Convert(TableNode node)
    {
        var table = new TomlTable();
        foreach (var (name, child) in node.Children)
        {
            table[name] = Value(child);
        }

        return table;
    }

    /// <summary>The type that a text of a variable or an option looks like: <c>5</c> is a number, <c>5s</c> a string.</summary>
    public static Node Typed(ScalarNode node)
    {
        if (!node.IsLoose)
        {
            return node;
        }

        var problems = new List<Problem>();
        var value = TomlFile.Parse("value", "value = " + node.Text, problems)["value"];
        return problems.Count == 0 && value is ScalarNode typed ? new ScalarNode(node.Origin, typed.Value) : node;
    }

    private static object Value(Node node)
    {
        switch (node)
        {
            case TableNode table:
                return Convert(table);
            case ListNode list when list.Items.Count > 0 && list.Items.All(i => i is TableNode):
                var tables = new TomlTableArray();
                foreach (var item in list.Items)
                {
                    tables.Add(Convert((TableNode)item));
                }

                return tables;
            case ListNode list:
                var array = new TomlArray();
                foreach (var item in list.Items)
                {
                    array.Add(Value(item));
                }

                return array;
            default:
                return ((ScalarNode)Typed((ScalarNode)node)).Value;
        }
    }
}
