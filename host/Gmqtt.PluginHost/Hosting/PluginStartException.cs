namespace Gmqtt.PluginHost.Hosting;

/// <summary>A plugin that has to run does not: the broker does not start without it.</summary>
internal sealed class PluginStartException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    internal IReadOnlyList<string> Problems { get; } = problems;
}
