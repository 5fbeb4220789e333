namespace Gmqtt.PluginHost.Hosting;

/// <summary>Where <c>plugin_order</c> puts a plugin: those it names come first, the rest follow by their manifests.</summary>
internal static class ChainOrder
{
    internal static int Rank(IReadOnlyList<string> order, string name)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i] == name) return i;
        }

        return int.MaxValue;
    }
}
