using Gmqtt.Plugins;

namespace PLUGIN_NAMESPACE;

/// <summary>
/// The table [plugins.gmqtt-plugin-1] of gmqtt.toml: a property MaxLength is the key max_length. Texts, numbers, booleans, enums, TimeSpan ("30s"), sizes ("64KiB" for an int or long),
/// lists, dictionaries and nested classes; the initial values are the defaults.
/// </summary>
public sealed class Options : IValidatable
{
    /// <summary>Said in the log when the plugin is loaded.</summary>
    public string Greeting { get; set; } = "hello from gmqtt-plugin-1";

    /// <summary>What is wrong with the values, and what to write instead.</summary>
    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (Greeting.Length == 0) yield return ("greeting", "is empty; write a text");
    }
}
