using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>An array of words that must be of a form, and become something else one by one.</summary>
/// <typeparam name="T">What one word becomes.</typeparam>
internal sealed class WordsKind<T> : Kind<IReadOnlyList<T>>
{
    private readonly TextListKind _words;
    private readonly Func<string, (bool Ok, T Value)> _parse;
    private readonly Func<T, string> _print;
    private readonly bool _atLeastOne;
    private readonly bool _singleIsText;

    /// <param name="expected">What to write.</param>
    /// <param name="parse">Reads a word.</param>
    /// <param name="print">Writes it back.</param>
    /// <param name="atLeastOne">Whether an empty array means nothing.</param>
    /// <param name="singleIsText">Whether one word may stand without brackets, and is written so.</param>
    public WordsKind(string expected, Func<string, (bool Ok, T Value)> parse, Func<T, string> print, bool atLeastOne = false, bool singleIsText = false)
    {
        _words = new TextListKind(expected);
        _parse = parse;
        _print = print;
        _atLeastOne = atLeastOne;
        _singleIsText = singleIsText;
    }

    public override string Expected => _words.Expected;

    public override bool TryRead(Node node, out IReadOnlyList<T> value, out string complaint)
    {
        var values = new List<T>();
        value = values;
        if (!_words.TryRead(_singleIsText ? AsList(node) : node, out var words, out complaint))
        {
            return false;
        }

        foreach (var word in words)
        {
            var (ok, item) = _parse(word);
            if (!ok)
            {
                complaint = $"\"{word}\" is not known";
                return false;
            }

            values.Add(item);
        }

        complaint = "is empty";
        return values.Count > 0 || !_atLeastOne;
    }

    public override string Write(IReadOnlyList<T> value) =>
        _singleIsText && value is [var only] ? TomlText.Quote(_print(only)) : _words.Write([.. value.Select(_print)]);

    private static Node AsList(Node node)
    {
        if (node is not ScalarNode { IsLoose: false })
        {
            return node;
        }

        var list = new ListNode(node.Origin);
        list.Items.Add(node);
        return list;
    }
}
