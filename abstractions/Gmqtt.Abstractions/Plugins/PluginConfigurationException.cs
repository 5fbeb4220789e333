namespace Gmqtt.Plugins;

/// <summary>A plugin's table cannot be used.</summary>
public sealed class PluginConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">Each with its place and what to write instead.</param>
    public PluginConfigurationException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems))
        => Problems = problems;

    /// <summary>Each with its place and what to write instead.</summary>
    public IReadOnlyList<string> Problems { get; }
}
