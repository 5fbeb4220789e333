using Gmqtt.Configuration.Nodes;
using Tomlyn.Model;

namespace Gmqtt.Configuration;

/// <summary>A <c>[plugins.name]</c> table as it was written: only the plugin knows what its keys mean.</summary>
/// <param name="Name">The plugin.</param>
/// <param name="Table">What was written for it, with the line of each key.</param>
internal sealed record PluginTable(string Name, TableNode Table)
{
    /// <summary>The table as Tomlyn's own model; a value from a variable or an option has the type it looks like.</summary>
    public TomlTable ToToml() => NodeToToml.Convert(Table);

    /// <summary>Where a key was written, for a complaint about it; the table when there is no such key.</summary>
    /// <param name="key">A key of the table, dots between nested ones.</param>
    public Origin OriginOf(string key) => Table.OriginOf(key);
}
