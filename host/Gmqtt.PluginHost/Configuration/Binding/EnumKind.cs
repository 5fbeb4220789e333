using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>A member of an enum: its name in snake_case, as gmqtt.toml writes words, or as the code writes it; in any case.</summary>
internal sealed class EnumKind : Kind<object>
{
    private readonly (string Word, string Name)[] _words;
    private readonly ChoiceKind<object> _choice;

    private EnumKind(Type type, string[] names)
    {
        _words = [.. names.Select(n => (SnakeCase.Of(n), n))];
        _choice = new ChoiceKind<object>([.. _words.Select(w => (w.Word, Enum.Parse(type, w.Name)))]);
    }

    public override string Expected => _choice.Expected;

    public static EnumKind? For(Type type) => Enum.GetNames(type) is { Length: > 0 } names ? new EnumKind(type, names) : null;

    public override bool TryRead(Node node, out object value, out string complaint) => _choice.TryRead(AsWord(node), out value, out complaint);

    public override string Write(object value) => _choice.Write(value);

    private Node AsWord(Node node)
    {
        var written = (node as ScalarNode)?.Value as string;
        var index = Array.FindIndex(_words, w => w.Word.Equals(written, StringComparison.OrdinalIgnoreCase) || w.Name.Equals(written, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? node : new ScalarNode(node.Origin, _words[index].Word);
    }
}
