namespace Gmqtt.Plugins;

/// <summary>What a plugin is doing.</summary>
public enum PluginState
{
    /// <summary>Its hooks and routes are in force.</summary>
    Active,

    /// <summary>It failed again and again: what it decides is denied, what it observes goes past it, until a call succeeds.</summary>
    Quarantined,

    /// <summary>It is being loaded for the first time.</summary>
    Loading,

    /// <summary>It could not be loaded.</summary>
    Failed,

    /// <summary>It is switched off, by the configuration or by a file <c>DISABLED</c> in its folder.</summary>
    Disabled,

    /// <summary>It waits for a table <c>[plugins.name]</c> in the configuration.</summary>
    Unconfigured,

    /// <summary>It is being taken out.</summary>
    Stopping,
}
