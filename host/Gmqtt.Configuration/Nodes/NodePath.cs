using System.Globalization;

namespace Gmqtt.Configuration.Nodes;

/// <summary>Finds a place below a node.</summary>
internal static class NodePath
{
    /// <summary>Where a key was written, for a complaint about it; the nearest table around it when there is no such key.</summary>
    /// <param name="node">Where to begin.</param>
    /// <param name="path">Keys and numbers of list entries, dots between them.</param>
    public static Origin OriginOf(this Node node, string path)
    {
        foreach (var part in path.Split('.'))
        {
            if (Child(node, part) is not { } next)
            {
                break;
            }

            node = next;
        }

        return node.Origin;
    }

    private static Node? Child(Node node, string part) => node switch
    {
        TableNode table => table[part],
        ListNode list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) => list.Items.ElementAtOrDefault(index),
        _ => null,
    };
}
