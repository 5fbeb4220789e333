namespace Gmqtt.Auth.Files;

/// <summary>A piece of YAML and where it stands: its first line and column from 1, its characters as offsets.</summary>
internal abstract record YamlNode(int Line, int Column, int Start, int End)
{
    internal abstract string Noun { get; }
}

/// <summary>A text; numbers and booleans are texts that somebody reads.</summary>
internal sealed record YamlText(string Value, int Line, int Column, int Start, int End) : YamlNode(Line, Column, Start, End)
{
    internal override string Noun => "a single value";
}

/// <summary>A list.</summary>
internal sealed record YamlList(IReadOnlyList<YamlNode> Items, bool IsFlow, int Line, int Column, int Start, int End) : YamlNode(Line, Column, Start, End)
{
    internal override string Noun => "a list";
}

/// <summary>A table, in the order of the file; no key stands twice.</summary>
internal sealed record YamlMap(IReadOnlyList<(YamlText Key, YamlNode Value)> Entries, bool IsFlow, int Line, int Column, int Start, int End) : YamlNode(Line, Column, Start, End)
{
    internal override string Noun => "a table";

    internal YamlNode? this[string key] => Entries.FirstOrDefault(e => e.Key.Value == key).Value;
}
