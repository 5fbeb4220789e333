using System.CommandLine;
using System.Runtime.InteropServices;
using Gmqtt.Host.Configuration;
using Gmqtt.Host.Lifetime;

namespace Gmqtt.Host.Cli;

/// <summary><c>gmqttd reload</c>.</summary>
internal static class ReloadCommand
{
    private const int SigHup = 1;

    public static Command Make()
    {
        var sources = new SourceOptions();
        var command = new Command("reload", "Makes a running broker read its configuration again, without dropping a client. Needs pid_file.");
        sources.AddTo(command);
        command.SetAction(parsed => Run(sources.From(parsed), parsed.InvocationConfiguration));
        return command;
    }

    private static int Run(ConfigurationSources sources, InvocationConfiguration console)
    {
        var configuration = sources.Load(TimeProvider.System.GetUtcNow(), Composition.Authenticates);
        if (configuration.Problems.Count > 0)
        {
            // The broker would refuse it too, but only its log would say so.
            foreach (var problem in configuration.Problems)
            {
                console.Error.WriteLine(problem);
            }

            console.Error.WriteLine("Nothing was reloaded.");
            return ExitCode.Configuration;
        }

        var path = configuration.Options.PidFile;
        if (path is null)
        {
            console.Error.WriteLine($"{configuration.File ?? "The built-in configuration"} has no pid_file, so the broker cannot be found.");
            console.Error.WriteLine("Write pid_file = \"/run/gmqtt/gmqttd.pid\", or use kill -HUP with its process id.");
            return ExitCode.Failure;
        }

        if (PidFile.ReadLive(path) is not { } pid)
        {
            console.Error.WriteLine(File.Exists(path)
                ? $"The process in {path} is no live broker."
                : $"{path} does not exist: no broker runs with this configuration.");
            return ExitCode.Failure;
        }

        if (Kill(pid, SigHup) != 0)
        {
            console.Error.WriteLine($"Process {pid} of {path} cannot be signalled: {Marshal.GetLastPInvokeErrorMessage()}. Use the user that started it.");
            return ExitCode.Failure;
        }

        console.Output.WriteLine($"Process {pid} reloads; its log says what changed.");
        return ExitCode.Ok;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
