using Gmqtt.Plugins;

namespace Gmqtt.Examples.Rewriter;

/// <summary>The table <c>[plugins.rewriter]</c>.</summary>
public sealed class Options : IValidatable
{
    /// <summary>Topics that begin with this are rewritten.</summary>
    public string From { get; set; } = "raw/";

    /// <summary>What stands there instead.</summary>
    public string To { get; set; } = "clean/";

    /// <summary>Longest payload that is made lower case; longer ones pass as they are.</summary>
    public int MaxPayload { get; set; } = 64 * 1024;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (From.Length == 0) yield return ("from", "write the beginning of the topics to rewrite, such as \"raw/\"");
        if (To.AsSpan().ContainsAny("+#\0")) yield return ("to", "a topic cannot hold +, # or a zero; write a beginning such as \"clean/\"");
        if (To.StartsWith(From, StringComparison.Ordinal)) yield return ("to", "begins with what 'from' says, so nothing could be told apart; write another beginning");
    }
}
