using System.Globalization;
using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>An array, or a repeated <c>[[header]]</c>: it becomes an array, a list, a set, or what is read through their interfaces.</summary>
internal sealed class ListShape : Shape
{
    private readonly Type _item;
    private readonly Type? _collection;

    private ListShape(Type item, Type? collection)
    {
        _item = item;
        _collection = collection;
    }

    public static ListShape? For(Type type)
    {
        if (type.IsSZArray)
        {
            return new ListShape(type.GetElementType()!, null);
        }

        if (!type.IsGenericType || type.GetGenericArguments() is not [var item])
        {
            return null;
        }

        var collection = new[] { typeof(List<>), typeof(HashSet<>) }.Select(c => c.MakeGenericType(item)).FirstOrDefault(c => c.IsAssignableTo(type));
        return collection is null ? null : new ListShape(item, collection);
    }

    public override string Expected(string path) => Of(_item) switch
    {
        TableShape => $"a repeatable table: [[{path}]]",
        { } item => $"an array, each entry {item.Expected(path)}",
        null => "an array",
    };

    public override object? Read(Node node, string path, object? initial, List<Problem> problems)
    {
        if (Items(node) is not { } items)
        {
            return WrongType(node, path, problems);
        }

        var before = problems.Count;
        var values = Array.CreateInstance(_item, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            values.SetValue(Read(_item, items[i], string.Create(CultureInfo.InvariantCulture, $"{path}.{i}"), () => null, problems), i);
        }

        if (problems.Count > before)
        {
            return null;
        }

        return _collection is null ? values : Activator.CreateInstance(_collection, values);
    }

    /// <summary>In a variable or an option, single values stand with commas between them.</summary>
    private List<Node>? Items(Node node) => node switch
    {
        ListNode list => list.Items,
        ScalarNode { IsLoose: true, Value: string text } when ScalarShape.For(_item) is not null =>
            [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => new ScalarNode(node.Origin, t))],
        _ => null,
    };
}
