namespace Gmqtt.PluginHost.Discovery;

/// <summary>Something in the plugins folder that is not taken for a plugin.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Name">The plugin it would be, where its name is one: a running plugin of that name then has lost its files, and goes on; null for everything else.</param>
/// <param name="Sentence">Why, and what to do.</param>
internal sealed record SkippedFile(string Path, string? Name, string Sentence);
