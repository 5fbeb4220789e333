using System.CommandLine;
using Gmqtt.Broker.Stores;
using Gmqtt.Host.Configuration.Options;
using Gmqtt.Host.Persistence;
using Gmqtt.Stores.Disk;

namespace Gmqtt.Host.Cli;

/// <summary><c>gmqttd store</c>: the disk store, while no broker runs on it.</summary>
internal static class StoreCommand
{
    private static readonly Argument<string> Target = new("DIRECTORY") { Description = "A directory that is not there yet." };
    private static readonly Argument<string> Backup = new("BACKUP") { Description = "The directory of a backup." };
    private static readonly Argument<string> SetAside = new("FILE") { Description = "Where what is taken out goes, one JSON object a line." };

    public static Command Make()
    {
        var command = new Command("store", "Looks into the disk store and mends it. No broker may run on it meanwhile.");
        command.Subcommands.Add(Verb("verify", "Reads every file and every row. Exit code 0, or 78 when something is lost.", null, (store, _, output) => Verify(store, output)));
        command.Subcommands.Add(Verb("dump", "Prints every row as a JSON object a line.", null, (store, _, output) =>
        {
            store.Dump(output);
            return ExitCode.Ok;
        }));
        command.Subcommands.Add(Verb("compact", "Gives back the room of what is gone.", null, (store, _, _) =>
        {
            store.Compact();
            return ExitCode.Ok;
        }));
        command.Subcommands.Add(Verb("repair", "Takes out what cannot be read, so that the broker starts with the rest.", SetAside, Repair));
        command.Subcommands.Add(Verb("backup", "Copies the store. Of a running broker a plugin can: IServer.BackupAsync.", Target, (store, directory, _) =>
        {
            store.Backup(directory);
            return ExitCode.Ok;
        }));
        command.Subcommands.Add(Verb("restore", "Makes the store of a backup; it must be empty.", Backup, (store, directory, _) =>
        {
            store.Restore(directory);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command Verb(string name, string description, Argument<string>? argument, Func<DiskMaintenance, string, TextWriter, int> run)
    {
        var sources = new SourceOptions();
        var command = new Command(name, description);
        sources.AddTo(command);
        if (argument is not null)
        {
            command.Arguments.Add(argument);
        }

        command.SetAction(parsed =>
        {
            var console = parsed.InvocationConfiguration;
            var options = sources.From(parsed).Load(TimeProvider.System.GetUtcNow(), Composition.Authenticates).Options.Persistence;
            if (options.Type != StoreType.Disk)
            {
                console.Error.WriteLine("The configuration has no disk store: persistence.type is not \"disk\". Name another with --config, or --set persistence.type=disk --set persistence.data_dir=DIRECTORY.");
                return ExitCode.Configuration;
            }

            return Run(new DiskMaintenance(StoreOf.Directory(options)), argument is null ? "" : parsed.GetValue(argument)!, run, console);
        });
        return command;
    }

    private static int Run(DiskMaintenance store, string argument, Func<DiskMaintenance, string, TextWriter, int> run, InvocationConfiguration console)
    {
        try
        {
            return run(store, argument, console.Output);
        }
        catch (Exception e) when (e is StoreInUseException or StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine(e.Message);
            return ExitCode.Failure;
        }
        catch (StoreCorruptException e)
        {
            console.Error.WriteLine(e.Message);
            return ExitCode.Configuration;
        }
    }

    private static int Verify(DiskMaintenance store, TextWriter output) => Tell(store.Verify(), "The store is sound.", output);

    private static int Repair(DiskMaintenance store, string file, TextWriter output)
    {
        Tell(store.Repair(file), "There was nothing to take out.", output);
        return ExitCode.Ok;
    }

    private static int Tell(IReadOnlyList<StoreFault> faults, string nothing, TextWriter output)
    {
        foreach (var fault in faults)
        {
            output.WriteLine($"{(fault.IsDamage ? "lost" : "left over")} {fault.Table} {fault.Key}: {fault.What}");
        }

        if (faults.Count == 0)
        {
            output.WriteLine(nothing);
        }

        return faults.Any(f => f.IsDamage) ? ExitCode.Configuration : ExitCode.Ok;
    }
}
