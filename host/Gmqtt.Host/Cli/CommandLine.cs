using System.CommandLine;
using Gmqtt.Configuration;

namespace Gmqtt.Host.Cli;

/// <summary>The commands of gmqttd.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("""
            gmqttd, an MQTT broker (3.1, 3.1.1, 5.0) with plugins.
            Without a configuration file it listens on 127.0.0.1:1883 (MQTT) and 127.0.0.1:8883 (WebSocket).
            """)
        {
            StartCommand.Make(),
            CheckCommand.Make(),
            ReloadCommand.Make(),
            DefaultsCommand.Make(),
            StoreCommand.Make(),
            VersionCommand.Make(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Misused(parsed);
        }

        // The broker has its own answer to signals, and an unexpected exception belongs on the screen with its stack.
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration);
    }

    private static int Misused(ParseResult parsed)
    {
        var root = parsed.CommandResult.Command as RootCommand;
        if (root is not null && parsed.UnmatchedTokens is [var unknown, ..])
        {
            var meant = Nearest.Find(unknown, root.Subcommands.Select(c => c.Name)) is { } near ? $"; did you mean {near}?" : "";
            Console.Error.WriteLine($"{unknown} is no command{meant}");
        }
        else
        {
            Console.Error.WriteLine(root is null ? string.Join('\n', parsed.Errors.Select(e => e.Message)) : "A command is missing: gmqttd start, for example.");
        }

        var command = root is null ? $"gmqttd {parsed.CommandResult.Command.Name}" : "gmqttd";
        Console.Error.WriteLine($"{command} --help says what can be written.");
        return ExitCode.Usage;
    }
}
