namespace Gmqtt.Template.Tests;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Kind">What stands behind the fence, such as <c>bash</c> or <c>csharp hook</c>.</param>
/// <param name="Line">The line of the fence, from 1.</param>
/// <param name="Text">What is inside.</param>
internal sealed record CodeBlock(string Kind, int Line, string Text)
{
    private const string Fence = "```";

    /// <summary>The blocks below a heading, up to the next one of the same rank; of the whole file without one.</summary>
    internal static IReadOnlyList<CodeBlock> Of(string markdown, string? heading = null)
    {
        var blocks = new List<CodeBlock>();
        var lines = markdown.Split('\n');
        var inside = heading is null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (heading is not null && lines[i].StartsWith("## ", StringComparison.Ordinal)) inside = lines[i] == heading;
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var end = Array.FindIndex(lines, i + 1, l => l.StartsWith(Fence, StringComparison.Ordinal));
            if (inside) blocks.Add(new CodeBlock(lines[i][Fence.Length..].Trim(), i + 1, string.Join('\n', lines[(i + 1)..end]) + "\n"));
            i = end;
        }

        return blocks;
    }
}
