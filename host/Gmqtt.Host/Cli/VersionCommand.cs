using System.CommandLine;
using System.Runtime.InteropServices;
using Gmqtt.Host.Lifetime;

namespace Gmqtt.Host.Cli;

/// <summary><c>gmqttd version</c>.</summary>
internal static class VersionCommand
{
    public static Command Make()
    {
        var command = new Command("version", "Prints the version.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(
            $"gmqttd {StartLog.Version} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})"));
        return command;
    }
}
