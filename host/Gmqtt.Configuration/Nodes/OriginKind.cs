namespace Gmqtt.Configuration.Nodes;

/// <summary>Who set a value; a later one wins over an earlier one.</summary>
internal enum OriginKind
{
    /// <summary>Nobody: it is built in.</summary>
    Default,

    /// <summary>A line of gmqtt.toml.</summary>
    File,

    /// <summary>A variable <c>GMQTT__...</c>.</summary>
    Environment,

    /// <summary>An option <c>--set</c>.</summary>
    CommandLine,
}
