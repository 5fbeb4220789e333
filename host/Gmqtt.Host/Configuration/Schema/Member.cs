using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>One row of the schema: a key, or a table inside a table. It reads, lists and describes itself.</summary>
/// <typeparam name="T">The options that hold its value.</typeparam>
internal abstract class Member<T>
{
    protected Member(string name, string doc)
    {
        Name = name;
        Doc = doc;
    }

    public string Name { get; }

    public string Doc { get; }

    /// <summary>The keys it answers for.</summary>
    public virtual IEnumerable<string> Names => [Name];

    /// <summary>Takes its value out of the table and puts it into the options.</summary>
    public abstract T Read(T target, TableNode table, string path, Reading reading);

    /// <summary>Lists its values as they are in force.</summary>
    public abstract IEnumerable<EffectiveValue> List(T instance, string path, Reading reading);

    /// <summary>Describes itself.</summary>
    /// <param name="instance">Options whose value is shown.</param>
    /// <param name="blank">Options as they are built in.</param>
    /// <param name="path">Its table.</param>
    /// <param name="writer">Who writes it down.</param>
    public abstract void Describe(T instance, T blank, string path, ISchemaWriter writer);

    /// <summary>The path of a name in a table.</summary>
    protected static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
