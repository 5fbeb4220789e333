using System.CommandLine;
using Gmqtt.Host.Configuration.Reference;

namespace Gmqtt.Host.Cli;

/// <summary><c>gmqttd defaults</c>.</summary>
internal static class DefaultsCommand
{
    public static Command Make()
    {
        var markdown = new Option<bool>("--markdown") { Description = "The same as tables, for documentation." };
        var command = new Command("defaults", "Prints a gmqtt.toml with every key, explained, as it is built in: gmqttd defaults > gmqtt.toml");
        command.Options.Add(markdown);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(parsed.GetValue(markdown) ? MarkdownTables.Write() : TomlSample.Write()));
        return command;
    }
}
