using System.Text;
using System.Text.RegularExpressions;
using Gmqtt.Configuration.Nodes;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Gmqtt.Configuration;

/// <summary>Turns the text of gmqtt.toml into nodes that remember their lines. Knows TOML, not what the keys mean.</summary>
internal static partial class TomlFile
{
    /// <summary>A configuration of a hundred thousand lines is somebody else's file.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Reads a file; every problem with it goes to <paramref name="problems"/>.</summary>
    public static TableNode Read(string file, List<Problem> problems)
    {
        var origin = new Origin(OriginKind.File, file);
        try
        {
            if (new FileInfo(file).Length > MaxBytes)
            {
                problems.Add(new Problem(origin, "", "is larger than 1 MiB; this is not a configuration file"));
                return new TableNode(origin);
            }

            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return Parse(file, File.ReadAllText(file, utf8), problems);
        }
        catch (DecoderFallbackException)
        {
            problems.Add(new Problem(origin, "", "is not UTF-8 text; save it as UTF-8"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(origin, "", FileTrouble.Describe(file, e)));
        }

        return new TableNode(origin);
    }

    /// <summary>Reads a text.</summary>
    public static TableNode Parse(string file, string text, List<Problem> problems)
    {
        try
        {
            // Parse, not ParseStrict: the same strict validation, duplicates included, but it returns what it found instead of throwing at the end.
            var document = SyntaxParser.Parse(text, file, validate: true);
            var firstBadLine = Report(document, file, problems);
            return new TomlTreeBuilder(file, firstBadLine).Build(document);
        }
        catch (TomlException e)
        {
            problems.Add(new Problem(new Origin(OriginKind.File, file, 1, 1), "", "nested too deeply; " + Sentence(e.Message)));
            return new TableNode(new Origin(OriginKind.File, file));
        }
        catch (ArgumentException)
        {
            // Tomlyn cannot describe a character that is none, such as \uD800 without its other half, and does not say where it stands.
            problems.Add(new Problem(new Origin(OriginKind.File, file), "", "not TOML: an escape (\\u or \\U) stands for no character"));
            return new TableNode(new Origin(OriginKind.File, file));
        }
    }

    /// <summary>Tells what is set twice, and the first place that is not TOML: behind it the parser is only guessing. Returns that place's line.</summary>
    private static int Report(DocumentSyntax document, string file, List<Problem> problems)
    {
        foreach (var diagnostic in document.Diagnostics.OrderBy(d => d.Span.Start.Offset))
        {
            var line = diagnostic.Span.Start.Line + 1;
            var origin = new Origin(OriginKind.File, file, line, diagnostic.Span.Start.Column + 1);
            if (AlreadyDefined().Match(diagnostic.Message) is { Success: true } twice)
            {
                problems.Add(new Problem(origin, twice.Groups[1].Value, $"set twice, first in line {twice.Groups[2].Value}; keep one of the two"));
                continue;
            }

            problems.Add(new Problem(origin, "", $"not TOML: {Sentence(diagnostic.Message)}; what follows was not checked"));
            return line;
        }

        return int.MaxValue;
    }

    private static string Sentence(string message) => message.TrimEnd('.', ' ').ReplaceLineEndings(" ");

    [GeneratedRegex(@"^The key `(.+)` is already defined at \((\d+),\d+\)")]
    private static partial Regex AlreadyDefined();
}
