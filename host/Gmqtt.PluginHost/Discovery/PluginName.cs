using System.Buffers;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>One name for a plugin everywhere: its folder or file, its table in the configuration, its place in <c>plugin_order</c>.</summary>
internal static class PluginName
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>What <see cref="IsValid"/> asks for, for messages.</summary>
    public const string Rule = "lower-case letters, digits, '-' and '_'";

    /// <summary>Whether a plugin can have this name.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) => name.Length > 0 && !name.ContainsAnyExcept(Allowed);
}
