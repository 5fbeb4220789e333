using System.CommandLine;
using Gmqtt.Host.Configuration;

namespace Gmqtt.Host.Cli;

/// <summary>The options that say where the configuration comes from; several commands have them.</summary>
internal sealed class SourceOptions
{
    private readonly Option<string?> _file = new("--config", "-c")
    {
        HelpName = "FILE",
        Description = $"The configuration file. Without it: {ConfigurationFile.Name} in the current folder, else {ConfigurationFile.Places[1]}, else the one beside gmqttd.",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Sets one key, stronger than the file and the environment (GMQTT__MQTT__SESSION_EXPIRY=2h): --set mqtt.session_expiry=2h. May be repeated.",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_set);
    }

    /// <summary>The sources that a command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">Settings that a command adds; <c>--set</c> is stronger.</param>
    public ConfigurationSources From(ParseResult parsed, params string[] settings) =>
        new(parsed.GetValue(_file) ?? ConfigurationFile.Find(), [.. settings, .. parsed.GetValue(_set)!], Environment.GetEnvironmentVariables());
}
