using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Configuration.Kinds;

/// <summary>One word of a few.</summary>
/// <typeparam name="T">What a word stands for.</typeparam>
internal sealed class ChoiceKind<T> : Kind<T>
    where T : notnull
{
    private readonly (string Word, T Value)[] _choices;

    public ChoiceKind(params (string Word, T Value)[] choices) => _choices = choices;

    public override string Expected => _choices is [var only]
        ? $"\"{only.Word}\""
        : string.Join(", ", _choices[..^1].Select(c => $"\"{c.Word}\"")) + $" or \"{_choices[^1].Word}\"";

    public override bool TryRead(Node node, out T value, out string complaint)
    {
        complaint = WrongType(node);
        value = _choices[0].Value;
        if (node is not ScalarNode { Value: string word })
        {
            return false;
        }

        var meant = Nearest.Find(word, _choices.Select(c => c.Word)) is { } near ? $", did you mean \"{near}\"" : "";
        complaint = $"\"{word}\" is not known{meant}";
        var index = Array.FindIndex(_choices, c => c.Word == word);
        value = _choices[Math.Max(index, 0)].Value;
        return index >= 0;
    }

    public override string Write(T value) => $"\"{Array.Find(_choices, c => c.Value.Equals(value)).Word}\"";
}
