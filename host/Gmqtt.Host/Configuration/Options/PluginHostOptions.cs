namespace Gmqtt.Host.Configuration.Options;

/// <summary>The <c>[plugin_host]</c> table.</summary>
internal sealed record PluginHostOptions
{
    /// <summary>The folder with one folder per plugin; null for <c>plugins</c> beside the executable.</summary>
    public string? Dir { get; init; }

    /// <summary>Whether a changed plugin is loaded anew while the broker runs.</summary>
    public bool HotReload { get; init; }
}
