namespace Gmqtt.Host.Configuration.Schema;

/// <summary>One key as the documentation shows it.</summary>
/// <param name="Name">The key.</param>
/// <param name="Doc">What it means.</param>
/// <param name="Expected">What may be written.</param>
/// <param name="Literal">Its value as TOML, or null when it has none.</param>
/// <param name="Default">Its built-in value as TOML, or null when it has none.</param>
/// <param name="Example">What to show where there is no value.</param>
/// <param name="Reload">When a change takes effect.</param>
internal sealed record KeyDoc(string Name, string Doc, string Expected, string? Literal, string? Default, string Example, Reload Reload);
