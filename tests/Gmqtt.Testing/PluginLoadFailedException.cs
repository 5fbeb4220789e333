namespace Gmqtt.Testing;

/// <summary>A plugin cannot be loaded: what gmqttd would say, and not start.</summary>
/// <param name="message">Why, a sentence for each plugin.</param>
public sealed class PluginLoadFailedException(string message) : Exception(message);
