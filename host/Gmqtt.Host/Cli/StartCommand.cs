using System.CommandLine;
using Gmqtt.Host.Lifetime;

namespace Gmqtt.Host.Cli;

/// <summary><c>gmqttd start</c>.</summary>
internal static class StartCommand
{
    /// <summary>What <c>--dev</c> sets.</summary>
    private static readonly string[] ForDevelopment = ["log.level=debug", "plugin_host.hot_reload=true"];

    public static Command Make()
    {
        var sources = new SourceOptions();
        var dev = new Option<bool>("--dev") { Description = "For writing plugins: logs more, and takes up a plugin as soon as it was built." };
        var command = new Command("start", "Starts the broker in the foreground. SIGHUP reloads; SIGTERM or Ctrl-C stops, a second one at once.");
        sources.AddTo(command);
        command.Options.Add(dev);
        command.SetAction(async parsed =>
        {
            var process = new BrokerProcess(sources.From(parsed, parsed.GetValue(dev) ? ForDevelopment : []), Console.Error, TimeProvider.System);
            return await process.RunAsync();
        });
        return command;
    }
}
