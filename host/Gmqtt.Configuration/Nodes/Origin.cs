namespace Gmqtt.Configuration.Nodes;

/// <summary>Where a value was written, so that a complaint and the effective configuration can point there.</summary>
/// <param name="Kind">Who set it.</param>
/// <param name="Source">The file, the variable, or the option.</param>
/// <param name="Line">Line in the file, from 1; 0 elsewhere.</param>
/// <param name="Column">Column of the key, from 1; 0 elsewhere.</param>
internal sealed record Origin(OriginKind Kind, string Source, int Line = 0, int Column = 0)
{
    public static readonly Origin Default = new(OriginKind.Default, "default");

    public static Origin Variable(string name) => new(OriginKind.Environment, name);

    public static readonly Origin CommandLine = new(OriginKind.CommandLine, "--set");

    /// <summary>As compilers print it, so that editors and terminals make it a link.</summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}:{Column}" : Source;
}
