namespace Gmqtt.Services;

/// <summary>A key of the configuration and who set it.</summary>
/// <param name="Key">The key with its tables, such as <c>mqtt.session_expiry</c> or <c>listeners.0.address</c>.</param>
/// <param name="Value">The value as it is written in gmqtt.toml; a secret is masked.</param>
/// <param name="Origin">Who set it: <c>default</c>, <c>/etc/gmqtt/gmqtt.toml:12:1</c>, the name of a variable, or <c>--set</c>.</param>
/// <param name="IsRestartPending">Whether the broker still runs with another value, until it is restarted.</param>
public sealed record ConfigurationValue(string Key, string Value, string Origin, bool IsRestartPending);
