using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>A value in force and who set it.</summary>
/// <param name="Path">The key with its tables, such as <c>mqtt.session_expiry</c> or <c>listeners.0.address</c>.</param>
/// <param name="Literal">The value as TOML; a secret is masked.</param>
/// <param name="Origin">Who set it.</param>
/// <param name="Reload">When a change takes effect.</param>
internal sealed record EffectiveValue(string Path, string Literal, Origin Origin, Reload Reload)
{
    /// <summary>The value without the quotes of TOML, for a line in the log, which has its own.</summary>
    public string Plain => Literal is ['"', .. var inner, '"'] ? inner : Literal;
}
