using System.Collections;
using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>A table whose keys are names that the user chooses; it becomes a dictionary.</summary>
internal sealed class MapShape : Shape
{
    private readonly Type _value;
    private readonly Type _dictionary;

    private MapShape(Type value, Type dictionary)
    {
        _value = value;
        _dictionary = dictionary;
    }

    public static MapShape? For(Type type)
    {
        if (!type.IsGenericType || type.GetGenericArguments() is not [var key, var value] || key != typeof(string))
        {
            return null;
        }

        var dictionary = typeof(Dictionary<,>).MakeGenericType(key, value);
        return dictionary.IsAssignableTo(type) ? new MapShape(value, dictionary) : null;
    }

    public override string Expected(string path) => $"a table: [{path}]";

    public override object? Read(Node node, string path, object? initial, List<Problem> problems)
    {
        if (node is not TableNode table)
        {
            return WrongType(node, path, problems);
        }

        var before = problems.Count;
        var values = (IDictionary)Activator.CreateInstance(_dictionary)!;
        foreach (var (name, child) in table.Children)
        {
            values[name] = Read(_value, child, $"{path}.{TomlText.Key(name)}", () => null, problems);
        }

        return problems.Count > before ? null : values;
    }
}
