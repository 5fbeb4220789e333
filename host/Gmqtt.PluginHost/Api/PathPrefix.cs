using System.Buffers;

namespace Gmqtt.PluginHost.Api;

/// <summary>A part of the path space that a plugin answers for: whole segments, so <c>/v1/mine</c> has nothing to do with <c>/v1/minefield</c>.</summary>
internal readonly record struct PathPrefix
{
    // What has a meaning in a route or an address.
    private static readonly SearchValues<char> NotPlain = SearchValues.Create("{}*?#% \\");

    private PathPrefix(string text) => Text = text;

    /// <summary><c>/v1/mine</c>; empty for everything.</summary>
    public string Text { get; }

    /// <exception cref="ArgumentException">It is no prefix.</exception>
    public static PathPrefix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.TrimEnd('/');
        var isPlain = text.StartsWith('/') && !trimmed.Contains("//", StringComparison.Ordinal) && trimmed.AsSpan().IndexOfAny(NotPlain) < 0;
        return isPlain
            ? new PathPrefix(trimmed)
            : throw new ArgumentException($"'{text}' is not a path prefix: write plain segments such as \"/v1/mine\", or \"/my.pkg.Service\" for a gRPC service.");
    }

    /// <summary>Routing does not tell upper from lower case, so neither does this.</summary>
    public bool Covers(ReadOnlySpan<char> path)
        => path.StartsWith(Text, StringComparison.OrdinalIgnoreCase) && (path.Length == Text.Length || path[Text.Length] == '/');

    public bool IsSameAs(PathPrefix other) => Text.Equals(other.Text, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Text.Length == 0 ? "/" : Text;
}
