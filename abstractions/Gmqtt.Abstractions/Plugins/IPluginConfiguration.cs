namespace Gmqtt.Plugins;

/// <summary>
/// A plugin's table of the configuration file. The keys the host itself reads (<c>enabled</c>, <c>log_level</c>, <c>hook_timeout</c>)
/// are not part of it.
/// </summary>
public interface IPluginConfiguration
{
    /// <summary>
    /// Binds the table to a type of the plugin's: each key in snake_case to the property of that name. Texts, numbers, booleans, enums, <see cref="TimeSpan"/> (<c>"30s"</c>),
    /// sizes (a <see cref="long"/> or <see cref="int"/> may be written <c>"64KiB"</c>), lists, dictionaries of texts, and nested types of the same kind.
    /// A key the type does not have, a value of the wrong type, and what <see cref="IValidatable"/> says are reported with file, line and column.
    /// </summary>
    /// <typeparam name="T">A class with a parameterless constructor; its initial values are the defaults.</typeparam>
    /// <returns>The options.</returns>
    /// <exception cref="PluginConfigurationException">Something is wrong with the table; the message names all of it.</exception>
    T Bind<T>()
        where T : class, new();

    /// <summary>Whether the configuration has a table for this plugin at all.</summary>
    bool Exists { get; }

    /// <summary>The table as TOML text, for a plugin that reads it in its own way.</summary>
    string Text { get; }

    /// <summary>A path of the table, made absolute as those of the broker's own keys are: what is relative begins at the folder of the configuration file.</summary>
    /// <param name="path">As it was written.</param>
    /// <returns>The absolute path; without a configuration file, from the working directory.</returns>
    string PathOf(string path);
}
