using System.CommandLine;
using System.Net;
using Gmqtt.Load;

// Completions run on the one thread that waits for the network: no lock is contended, and the loader costs the machine as little as it can.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");

var host = new Option<string>("--host") { Description = "The broker's address.", DefaultValueFactory = _ => "127.0.0.1" };
var port = new Option<int>("--port", "-p") { Description = "Its port.", DefaultValueFactory = _ => 1883 };
var v5 = new Option<bool>("--v5") { Description = "MQTT 5.0 instead of 3.1.1." };
var user = new Option<string?>("--user") { Description = "User name." };
var password = new Option<string?>("--password") { Description = "Password." };
var pid = new Option<int?>("--pid") { Description = "The broker's process on this machine: its processor time and memory are told too." };
var qos = new Option<int>("--qos", "-q") { Description = "0, 1 or 2." };
var size = new Option<int>("--size", "-s") { Description = $"Bytes of a payload, {Payload.Size} or more.", DefaultValueFactory = _ => 64 };
var window = new Option<int>("--window", "-w") { Description = "Messages of each publisher that may be under way.", DefaultValueFactory = _ => 500 };
var rate = new Option<int>("--rate") { Description = "Messages a second of all publishers together, sent when due; 0: as fast as the window lets." };
var warmup = new Option<double>("--warmup") { Description = "Seconds before measuring.", DefaultValueFactory = _ => 2 };
var seconds = new Option<double>("--seconds", "-t") { Description = "Seconds measured.", DefaultValueFactory = _ => 5 };
var connections = new Option<int>("--connections", "-n") { Description = "How many connections.", DefaultValueFactory = _ => 10_000 };
var concurrency = new Option<int>("--concurrency", "-c") { Description = "Connections made at a time.", DefaultValueFactory = _ => 64 };
var filters = new Option<int>("--filters") { Description = "Wildcard subscriptions of all clients together.", DefaultValueFactory = _ => 50_000 };
var clients = new Option<int>("--clients") { Description = "Clients that hold them.", DefaultValueFactory = _ => 1_000 };
var count = new Argument<int>("count") { Description = "How many.", DefaultValueFactory = _ => 16 };

var root = new RootCommand("Loads an MQTT broker and checks what comes out: nothing lost, nothing twice, nothing out of order. Prints one line of JSON. Exit code 0, or 3 when the check failed.")
{
    Message("pairs", "Publishers that have a subscriber each.", (o, n) => o with { Publishers = n, Subscribers = n, Topics = n }),
    Message("fanout", "One publisher to so many subscribers.", (o, n) => o with { Subscribers = n, Window = Math.Max(1, o.Window / 10) }),
    Message("fanin", "So many publishers to one subscriber.", (o, n) => o with { Publishers = n, Window = Math.Max(1, o.Window / 20) }),
    Scenario("wildcard", "Many wildcard subscriptions, each message for one in a hundred clients.", [filters, clients], p => MessageScenario.RunWildcardAsync(Options(p) with
    {
        Filters = p.GetValue(filters), Subscribers = p.GetValue(clients), Publishers = 4, Window = 50,
    })),
    Scenario("connect", "Connections, as fast as they are taken.", [connections], p => ConnectionScenario.StormAsync(Options(p))),
    Scenario("idle", "Connections with a subscription each that do nothing; with --pid, the memory of each.", [connections], p => ConnectionScenario.IdleAsync(Options(p))),
    Table(),
};
foreach (var option in new Option[] { host, port, v5, user, password, pid, qos, size, window, rate, warmup, seconds, concurrency }) Everywhere(option);
return await root.Parse(args).InvokeAsync();

Command Table()
{
    var runs = new Argument<FileInfo>("runs") { Description = "A line a run: broker, row, exit code, report." };
    var versions = new Argument<FileInfo>("versions") { Description = "A line a broker: its name in the runs, and what it is." };
    var machine = new Argument<string>("machine") { Description = "What it ran on." };
    var command = new Command("table", "Makes a Markdown table of many runs; bench/compare calls it.") { runs, versions, machine };
    command.SetAction(p => Console.WriteLine(ComparisonTable.Make(
        File.ReadLines(p.GetRequiredValue(runs).FullName), File.ReadLines(p.GetRequiredValue(versions).FullName), p.GetRequiredValue(machine))));
    return command;
}

void Everywhere(Option option)
{
    option.Recursive = true;
    root.Options.Add(option);
}

Command Message(string name, string description, Func<LoadOptions, int, LoadOptions> shape)
{
    var command = Scenario(name, description, [], p => MessageScenario.RunAsync($"{name} {p.GetValue(count)}", shape(Options(p), p.GetValue(count))));
    command.Arguments.Add(count);
    return command;
}

Command Scenario(string name, string description, Option[] own, Func<ParseResult, Task<Report>> run)
{
    var command = new Command(name, description);
    foreach (var option in own) command.Options.Add(option);
    command.SetAction(async parsed =>
    {
        try
        {
            var report = await run(parsed);
            Console.WriteLine(report);
            return report.IsClean ? 0 : 3;
        }
        catch (LoadException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    });
    return command;
}

LoadOptions Options(ParseResult parsed) => new()
{
    Broker = new IPEndPoint(IPAddress.Parse(parsed.GetValue(host)!), parsed.GetValue(port)),
    Version5 = parsed.GetValue(v5),
    User = parsed.GetValue(user),
    Password = parsed.GetValue(password),
    Pid = parsed.GetValue(pid),
    QoS = parsed.GetValue(qos),
    Size = Math.Max(Payload.Size, parsed.GetValue(size)),
    Window = parsed.GetValue(window),
    Rate = parsed.GetValue(rate),
    Warmup = TimeSpan.FromSeconds(parsed.GetValue(warmup)),
    Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
    Connections = parsed.GetValue(connections),
    Concurrency = parsed.GetValue(concurrency),
};
