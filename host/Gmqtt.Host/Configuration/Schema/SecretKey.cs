using Gmqtt.Configuration;
using Gmqtt.Configuration.Kinds;
using Gmqtt.Configuration.Nodes;

namespace Gmqtt.Host.Configuration.Schema;

/// <summary>A value that must not be seen: never printed, and readable from a file of its own by the key with <c>_file</c> behind its name.</summary>
/// <typeparam name="T">The options that hold its value.</typeparam>
internal sealed class SecretKey<T> : Member<T>
{
    private const string Mask = "\"***\"";
    private static readonly TextKind Text = new();
    private readonly Func<T, string?> _get;
    private readonly Func<T, string, T> _with;

    public SecretKey(string name, Func<T, string?> get, Func<T, string, T> with, string doc)
        : base(name, doc)
    {
        _get = get;
        _with = with;
    }

    public Reload Reload { get; init; }

    public override IEnumerable<string> Names => [Name, FileName];

    private string FileName => Name + "_file";

    public override T Read(T target, TableNode table, string path, Reading reading)
    {
        var (value, file) = (table[Name], table[FileName]);
        if (value is not null && file is not null)
        {
            reading.Complain(file.Origin, Join(path, FileName), $"{Name} is set too; keep one of the two");
            file = null;
        }

        var node = value ?? file;
        if (node is null)
        {
            return target;
        }

        if (!Text.TryRead(node, out var text, out var complaint))
        {
            reading.Complain(node.Origin, Join(path, file is null ? Name : FileName), $"{complaint}; write a string");
            return target;
        }

        reading.Note(Join(path, Name), node.Origin);
        return file is null ? _with(target, text) : FromFile(target, text, file, path, reading);
    }

    public override IEnumerable<EffectiveValue> List(T instance, string path, Reading reading) =>
        _get(instance) is null ? [] : [new(Join(path, Name), Mask, reading.OriginOf(Join(path, Name)), Reload)];

    public override void Describe(T instance, T blank, string path, ISchemaWriter writer)
    {
        writer.Key(new KeyDoc(Name, Doc, "a string", null, null, "\"secret\"", Reload));
        writer.Key(new KeyDoc(FileName, $"A file that holds {Name}, so that it needs not stand here.", "a path", null, null, $"\"{Name}.txt\"", Reload));
    }

    private T FromFile(T target, string file, Node node, string path, Reading reading)
    {
        try
        {
            // Editors end a file with a line end; it is not part of the secret.
            return _with(target, File.ReadAllText(Path.GetFullPath(file, reading.Folder)).TrimEnd('\r', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reading.Complain(node.Origin, Join(path, FileName), FileTrouble.Describe(file, e));
            return target;
        }
    }
}
