using System.CommandLine;
using Gmqtt.Host.Configuration;
using Gmqtt.Host.Configuration.Checks;
using Gmqtt.Host.Lifetime;
using Gmqtt.Host.Plugins;
using Gmqtt.PluginHost.Discovery;

namespace Gmqtt.Host.Cli;

/// <summary><c>gmqttd check</c>.</summary>
internal static class CheckCommand
{
    public static Command Make()
    {
        var sources = new SourceOptions();
        var print = new Option<bool>("--print") { Description = "Prints every value in force and who set it. Secrets are masked." };
        var command = new Command("check", "Finds everything that is wrong with the configuration, and lists what is less safe than built in. Exit code 0 or 78.");
        sources.AddTo(command);
        command.Options.Add(print);
        command.SetAction(parsed =>
        {
            var configuration = sources.From(parsed).Load(TimeProvider.System.GetUtcNow(), Composition.Authenticates);
            return Report(configuration, parsed.GetValue(print), parsed.InvocationConfiguration);
        });
        return command;
    }

    private static int Report(LoadedConfiguration configuration, bool print, InvocationConfiguration console)
    {
        foreach (var problem in configuration.Problems)
        {
            console.Error.WriteLine(problem);
        }

        var plugins = Survey.Of(PluginSettingsOf.Options(configuration.Options));
        foreach (var problem in plugins.Problems)
        {
            console.Error.WriteLine(problem);
        }

        if (print)
        {
            var width = configuration.Values.Max(v => v.Path.Length + v.Literal.Length) + 3;
            foreach (var value in configuration.Values)
            {
                console.Output.WriteLine($"{$"{value.Path} = {value.Literal}".PadRight(Math.Min(width, 72))}  # {value.Origin}");
            }
        }

        var name = configuration.File ?? "The configuration";
        if (configuration.Problems.Count + plugins.Problems.Count is > 0 and var problems)
        {
            console.Error.WriteLine($"{name}: {Count(problems, "problem")}");
            return ExitCode.Configuration;
        }

        var deviations = SecureDefaults.Deviations(configuration.Options);
        console.Output.WriteLine(deviations.Count == 0
            ? $"{name} is sound, and nothing in it is less safe than built in."
            : $"{name} is sound. Less safe than built in:");
        foreach (var (deviation, i) in deviations.Select((d, i) => (d, i)))
        {
            console.Output.WriteLine($"{i + 1,3}. {deviation}");
        }

        console.Output.WriteLine($"Memory at most {MemoryBound.Of(configuration.Options)}.");
        if (MemoryBound.Of(configuration.Options).Excess() is { } excess) console.Output.WriteLine($"Too little: {excess}.");
        Report(plugins, console.Output);
        return ExitCode.Ok;
    }

    private static void Report(Survey plugins, TextWriter output)
    {
        if (plugins.Ready.Count + plugins.Idle.Count > 0)
        {
            output.WriteLine("Plugins, the outermost first:");
        }

        foreach (var (files, verdict) in plugins.Ready)
        {
            output.WriteLine($"  {files.Name} {verdict.Manifest!.Version}: {string.Join(' ', verdict.Manifest.Hooks)}");
            foreach (var warning in verdict.Warnings)
            {
                output.WriteLine($"    {warning}");
            }
        }

        foreach (var (plugin, state, reason, _) in plugins.Idle)
        {
            output.WriteLine($"  {plugin} {state.ToString().ToLowerInvariant()}: {reason}");
        }

        foreach (var skipped in plugins.Skipped)
        {
            output.WriteLine($"  {skipped}");
        }
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
