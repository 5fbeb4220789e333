return await Gmqtt.Host.Cli.CommandLine.RunAsync(args);
