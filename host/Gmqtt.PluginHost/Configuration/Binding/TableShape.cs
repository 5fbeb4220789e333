using System.Reflection;
using System.Runtime.CompilerServices;
using Gmqtt.Configuration;
using Gmqtt.Configuration.Nodes;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>A table whose keys are the properties of a class.</summary>
internal sealed class TableShape : Shape
{
    private readonly Type _type;

    private TableShape(Type type) => _type = type;

    /// <summary>The framework's classes are left out: none of them is meant to be filled key by key.</summary>
    public static TableShape? For(Type type)
    {
        var isOurs = type.Namespace is not { } space || (space != "System" && !space.StartsWith("System.", StringComparison.Ordinal));
        return type.IsClass && !type.IsAbstract && isOurs && type.GetConstructor([]) is not null ? new TableShape(type) : null;
    }

    public override string Expected(string path) => $"a table: [{path}]";

    public override object? Read(Node node, string path, object? initial, List<Problem> problems) => Read(node, path, initial, [], problems);

    /// <summary>Reads a table.</summary>
    /// <param name="node">What was written.</param>
    /// <param name="path">Its name.</param>
    /// <param name="initial">What the plugin has there already, whose values are the defaults; it is copied, as others may hold it, too.</param>
    /// <param name="further">Names that may have been meant beside the properties'.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public object? Read(Node node, string path, object? initial, IReadOnlyList<string> further, List<Problem> problems)
    {
        if (node is not TableNode table)
        {
            return WrongType(node, path, problems);
        }

        var before = problems.Count;
        var keys = OptionKey.Of(_type);
        foreach (var (name, child) in table.Children.Where(c => !keys.Any(k => k.Name == c.Key)))
        {
            problems.Add(new Problem(child.Origin, $"{path}.{name}", Unknown(name, [.. keys.Select(k => k.Name), .. further])));
        }

        var isCopy = initial?.GetType() == _type;
        if ((isCopy ? Copy(initial!) : Create(table, path, problems)) is not { } options)
        {
            return null;
        }

        foreach (var key in keys)
        {
            Fill(options, key, table, $"{path}.{key.Name}", isMissing: key.IsRequired && !isCopy, problems);
        }

        // What could not be read would only be contradicted by its own default.
        if (problems.Count == before)
        {
            problems.AddRange(Judge(options, table, path));
        }

        return options;
    }

    private static void Fill(object options, OptionKey key, TableNode table, string path, bool isMissing, List<Problem> problems)
    {
        if (table[key.Name] is not { } node)
        {
            if (isMissing)
            {
                problems.Add(new Problem(table.Origin, path, $"missing; write {Of(key.Type)?.Expected(path) ?? "it"}"));
            }

            return;
        }

        if (Read(key.Type, node, path, () => key.Get(options), problems) is not { } value)
        {
            return;
        }

        try
        {
            key.Set(options, value);
        }
        catch (Exception e)
        {
            // A property of the plugin's may have an opinion of its own; only its words are kept.
            problems.Add(new Problem(node.Origin, path, e.Message));
        }
    }

    private static IEnumerable<Problem> Judge(object options, TableNode table, string path) => options is IValidatable validatable
        ? validatable.Validate().Select(p => p.Key.Length == 0 ? new Problem(table.Origin, path, p.Problem) : new Problem(table.OriginOf(p.Key), $"{path}.{p.Key}", p.Problem))
        : [];

    private static string Unknown(string name, IReadOnlyList<string> known) => Nearest.Find(name, known) is { } near
        ? $"unknown key; did you mean {near}?"
        : $"unknown key; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}";

    private object? Create(TableNode table, string path, List<Problem> problems)
    {
        try
        {
            return Activator.CreateInstance(_type)!;
        }
        catch (TargetInvocationException e)
        {
            problems.Add(new Problem(table.Origin, path, $"the plugin's {_type.Name} could not be made: {e.InnerException?.Message}"));
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = nameof(MemberwiseClone))]
    private static extern object Copy(object options);
}
