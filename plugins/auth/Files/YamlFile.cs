using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gmqtt.Auth.Files;

/// <summary>
/// Reads the part of YAML that people write by hand: lists, tables, texts. Anchors, tags and several documents are refused, and nothing is deeper than the files here ever are:
/// a file cannot blow up.
/// </summary>
internal static class YamlFile
{
    private const int MaxDepth = 8;

    /// <summary>Reads a document.</summary>
    /// <param name="file">Its path, for what is wrong.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Its root; null when there is nothing in it but comments.</returns>
    /// <exception cref="FileProblemException">It is no such YAML.</exception>
    internal static YamlNode? Parse(string file, string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _)) return null;
            parser.Consume<DocumentStart>();
            var root = Read(file, parser, 0);
            parser.Consume<DocumentEnd>();
            if (parser.Current is DocumentStart more) throw At(file, more, "a second document begins here; one file holds one");
            return root;
        }
        catch (YamlException exception)
        {
            throw new FileProblemException(file, (int)exception.Start.Line, (int)exception.Start.Column, $"this is not YAML: {Words(exception.Message)}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // The scanner meets what it did not expect, such as U+0000 inside a text or a tag that is no URI, and says neither what nor where.
            throw new FileProblemException(file, (int)(parser.Current?.End.Line ?? 0), 0, "this is not YAML: behind this line there is a character that does not belong into a text file, or a ! that has to be quoted");
        }
    }

    private static YamlNode Read(string file, Parser parser, int depth)
    {
        var current = parser.Current ?? throw new FileProblemException(file, 0, 0, "the file ends too early");
        if (depth > MaxDepth) throw At(file, current, "nothing here is nested that deep");
        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false }) throw At(file, current, "anchors and aliases (& and *) are not read here; write it out, or quote the text");
        switch (current)
        {
            case Scalar scalar:
                parser.MoveNext();
                return new YamlText(scalar.Value, Line(scalar), Column(scalar), (int)scalar.Start.Index, (int)scalar.End.Index);
            case SequenceStart list:
                return ReadList(file, parser, list, depth);
            case MappingStart map:
                return ReadMap(file, parser, map, depth);
            default:
                throw At(file, current, "expected a text, a list or a table");
        }
    }

    private static YamlList ReadList(string file, Parser parser, SequenceStart start, int depth)
    {
        parser.MoveNext();
        var items = new List<YamlNode>();
        var end = (int)start.End.Index;
        while (parser.Current is not SequenceEnd)
        {
            items.Add(Read(file, parser, depth + 1));
            end = items[^1].End;
        }

        var isFlow = start.Style == SequenceStyle.Flow;
        if (isFlow) end = (int)parser.Current.Start.Index + 1; // the bracket; a block has none, and its end event stands at whatever comes next
        parser.MoveNext();
        return new YamlList(items, isFlow, Line(start), Column(start), (int)start.Start.Index, end);
    }

    private static YamlMap ReadMap(string file, Parser parser, MappingStart start, int depth)
    {
        parser.MoveNext();
        var entries = new List<(YamlText Key, YamlNode Value)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var end = (int)start.End.Index;
        while (parser.Current is not MappingEnd)
        {
            if (Read(file, parser, depth + 1) is not YamlText key) throw At(file, start, "a key is a single word");
            if (!keys.Add(key.Value)) throw new FileProblemException(file, key.Line, key.Column, $"'{key.Value}' stands here a second time; keep one of them");
            entries.Add((key, Read(file, parser, depth + 1)));
            end = entries[^1].Value.End;
        }

        var isFlow = start.Style == MappingStyle.Flow;
        if (isFlow) end = (int)parser.Current.Start.Index + 1;
        parser.MoveNext();
        return new YamlMap(entries, isFlow, Line(start), Column(start), (int)start.Start.Index, end);
    }

    private static FileProblemException At(string file, ParsingEvent at, string problem) => new(file, Line(at), Column(at), problem);

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;

    private static string Words(string message) => message.TrimEnd('.');
}
