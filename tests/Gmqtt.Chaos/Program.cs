using System.CommandLine;
using Gmqtt.Chaos;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Clocks;
using Gmqtt.Chaos.Compare;
using Gmqtt.Chaos.Drops;
using Gmqtt.Chaos.Early;
using Gmqtt.Chaos.Faults;
using Gmqtt.Chaos.Files;
using Gmqtt.Chaos.Floods;
using Gmqtt.Chaos.Fuzz;
using Gmqtt.Chaos.Idle;
using Gmqtt.Chaos.Kill;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Network;
using Gmqtt.Chaos.Power;
using Gmqtt.Chaos.Restart;
using Gmqtt.Chaos.Storms;
using Gmqtt.Chaos.Stuck;
using Gmqtt.Chaos.Watch;

var broker = new Option<string>("--broker") { Description = string.Join(", ", BrokerKind.All), DefaultValueFactory = _ => BrokerKind.Disk };
broker.AcceptOnlyFromAmong(BrokerKind.All);
var seed = new Option<int>("--seed") { Description = "Where all randomness comes from.", DefaultValueFactory = _ => Random.Shared.Next(1_000_000) };
var gmqttd = new Option<string?>("--gmqttd") { Description = "The gmqttd to start instead of the one built with this program." };
var directory = new Option<string?>("--dir") { Description = "For the broker's state and log; a new one below /tmp, where left out, which is kept when something is wrong." };
var variables = new Option<string[]>("--env") { Description = "NAME=VALUE, for the broker.", DefaultValueFactory = _ => [] };
var reportFile = new Option<string?>("--report") { Description = "A file that gets one more row of a Markdown table: the command, whether it held, how long it took, what it found." };
var cycles = new Option<int>("--cycles") { Description = "How often the broker is killed.", DefaultValueFactory = _ => 60 };
var minutes = new Option<double>("--minutes") { Description = "Ends after so many minutes; 0: after the cycles." };
var rate = new Option<int>("--rate") { Description = "Messages a second, all publishers together.", DefaultValueFactory = _ => 1600 };
var images = new Option<int>("--images") { Description = "How many power failures.", DefaultValueFactory = _ => 50 };
var seconds = new Option<double>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 30 };
var polite = new Option<bool>("--polite") { Description = "SIGTERM instead of kill -9." };
var durability = new Option<string?>("--durability") { Description = "Of the disk store; what is built in, where left out. With \"os\" messages are lost, and that has to be seen." };
var clients = new Option<int>("--clients") { Description = "How many clients.", DefaultValueFactory = _ => 5000 };
var sessions = new Option<int>("--sessions") { Description = "How many sessions are stored.", DefaultValueFactory = _ => 1_000_000 };
var common = new Option<bool>("--common") { Description = "All are subscribed to the same filter." };
var within = new Option<double>("--within") { Description = "How long the start may take, in seconds.", DefaultValueFactory = _ => 15 };
var messages = new Option<int>("--messages") { Description = "How many messages.", DefaultValueFactory = _ => 200 };
var tls = new Option<bool>("--tls") { Description = "Over TLS." };
var keepAlive = new Option<int>("--keep-alive") { Description = "In seconds.", DefaultValueFactory = _ => 60 };
var hooks = new Option<int>("--hooks") { Description = "How many hang at once.", DefaultValueFactory = _ => 64 };
var how = new Option<string[]>("--how") { Description = "How a hook hangs: " + string.Join(", ", StuckOptions.Hows), DefaultValueFactory = _ => StuckOptions.Hows, AllowMultipleArgumentsPerToken = true };
var hook = new Option<string[]>("--hook") { Description = "Which: " + string.Join(", ", StuckOptions.Hooks), DefaultValueFactory = _ => StuckOptions.OfThePool, AllowMultipleArgumentsPerToken = true };
var percent = new Option<int>("--percent") { Description = "How many of a hundred packets are lost.", DefaultValueFactory = _ => 20 };
var silentKeepAlive = new Option<int>("--keep-alive") { Description = "Of the clients that fall silent, in seconds.", DefaultValueFactory = _ => 4 };
var dry = new Option<bool>("--dry") { Description = "No packet is dropped, and that has to be seen." };
var rounds = new Option<int>("--rounds") { Description = "How often.", DefaultValueFactory = _ => 5 };

var root = new RootCommand("Kills, freezes, floods and starves a broker, and checks that it kept what it acknowledged. Exit code 0, or 3 when it did not.")
{
    Scenario("kill", "kill -9 at random points under load, restart, compare with the ledger.", [cycles, minutes, rate, polite], async (parsed, place, random) =>
    {
        await using var subject = await BrokerKind.MakeAsync(parsed.GetValue(broker)!, place, parsed.GetValue(gmqttd), VariablesOf(parsed));
        var options = new KillOptions { Cycles = parsed.GetValue(cycles), AtMost = TimeSpan.FromMinutes(parsed.GetValue(minutes)), Seed = random, Rate = parsed.GetValue(rate), IsPolite = parsed.GetValue(polite) };
        var report = await new KillRun(subject, options, Console.WriteLine).RunAsync();
        return new Outcome(report.ToString(), report.Violations.Texts, report.Violations.Total);
    }),
    Scenario("power", "Copies the disk of a stopped broker, starts another over the copy and compares that with the ledger; needs root and loop devices.", [images, rate, durability], async (parsed, place, random) =>
    {
        if (await LoopDisk.WhyNotAsync() is { } reason) return new Outcome($"SKIPPED({reason})", [], 0);
        var options = new PowerOptions { Images = parsed.GetValue(images), Seed = random, Rate = parsed.GetValue(rate) };
        BrokerUnderTest Make(string log, string state) => parsed.GetValue(broker) == BrokerKind.Mosquitto
            ? new MosquittoBroker(state)
            : new GmqttdBroker(log, new GmqttdOptions { Persistence = BrokerKind.DiskIn(Path.Combine(state, "data"), parsed.GetValue(durability)), Program = parsed.GetValue(gmqttd), Environment = VariablesOf(parsed) });
        var report = await new PowerRun(Make, options, place, Console.WriteLine).RunAsync();
        return new Outcome(report.ToString(), report.Violations.Texts, report.Violations.Total);
    }),
    Scenario("takeover", "Many sockets with one Client Identifier.", [seconds], async (parsed, place, random) =>
    {
        await using var subject = await BrokerKind.MakeAsync(parsed.GetValue(broker)!, place, parsed.GetValue(gmqttd), VariablesOf(parsed));
        return await new TakeoverRun(subject, new TakeoverOptions { InTurn = TimeSpan.FromSeconds(parsed.GetValue(seconds)), Seed = random }).RunAsync();
    }),
    Scenario("slow", "Subscribers that stop reading, under a memory limit of 300 MiB.", [seconds], async (parsed, place, random) =>
    {
        await using var cage = MemoryCage.TryMake(300L << 20);
        await using var subject = Defaults(parsed, place, SlowConsumerRun.Limits, cage);
        return await new SlowConsumerRun(subject, new SlowConsumerOptions { Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)), Seed = random }, cage).RunAsync();
    }),
    Scenario("redis", "What befalls the Redis server under load.", [seconds], async (parsed, place, random) =>
    {
        await using var subject = await BrokerKind.MakeAsync(BrokerKind.Redis, place, parsed.GetValue(gmqttd), VariablesOf(parsed));
        return await new RedisFaultRun((RedisBacked)subject, random, TimeSpan.FromSeconds(parsed.GetValue(seconds)), Console.WriteLine).RunAsync();
    }),
    Scenario("sync", "A disk that says of some syncs that they failed; needs strace.", [], async (parsed, place, _) =>
    {
        if (await SyncErrorRun.WhyNotAsync() is { } reason) return new Outcome($"SKIPPED({reason})", [], 0);
        await using var subject = SyncErrorRun.Broker(place, parsed.GetValue(gmqttd));
        return await new SyncErrorRun(place).RunAsync(subject);
    }),
    Scenario("bombs", "More of something than any honest client has, under a memory limit of 300 MiB.", [], async (parsed, place, _) =>
    {
        await using var cage = MemoryCage.TryMake(300L << 20);
        await using var subject = Defaults(parsed, place, Bomb.Limits, cage);
        return await new BombRun(subject, cage, Console.WriteLine).RunAsync();
    }),
    Scenario("soak", "Every kind of client for a while; what the broker takes must not grow.", [minutes], async (parsed, place, random) =>
    {
        await using var subject = await BrokerKind.MakeAsync(parsed.GetValue(broker)!, place, parsed.GetValue(gmqttd), Collecting(VariablesOf(parsed)));
        return await new SoakRun(subject, TimeSpan.FromMinutes(parsed.GetValue(minutes)), random, Console.WriteLine).RunAsync();
    }),
    Scenario("restart", "A start with very many sessions that nobody is connected to.", [sessions, common, within], async (parsed, place, _) =>
    {
        var options = new RestartOptions { Sessions = parsed.GetValue(sessions), IsCommon = parsed.GetValue(common), Within = TimeSpan.FromSeconds(parsed.GetValue(within)) };
        await using var subject = await BrokerKind.MakeAsync(parsed.GetValue(broker)!, place, parsed.GetValue(gmqttd), VariablesOf(parsed));
        return await new RestartRun(subject, StoredSessions.Of(subject, place), options, Console.WriteLine).RunAsync();
    }),
    Scenario("storm", "Thousands who connect at once, half of them no good.", [clients, rounds], async (parsed, place, _) =>
    {
        await using var subject = Defaults(parsed, place, "", cage: null);
        return await new ConnectStormRun(subject, parsed.GetValue(clients), parsed.GetValue(rounds)).RunAsync();
    }),
    Scenario("compare", "The same sessions, one packet of ten wrong, to this broker and to mosquitto; they may differ where the list of reviewed differences says so.", [seconds], async (parsed, place, random) =>
    {
        await using var subject = new GmqttdBroker(place, new GmqttdOptions { Persistence = "type = \"memory\"", Mqtt = CompareRun.Mqtt, Program = parsed.GetValue(gmqttd), Environment = VariablesOf(parsed) });
        await using var other = new MosquittoBroker(Directory.CreateDirectory(Path.Combine(place, "mosquitto")).FullName, MosquittoBroker.ToCompare);
        return await new CompareRun(subject, other, new KnownDifferences(CompareRun.File), TimeSpan.FromSeconds(parsed.GetValue(seconds)), random).RunAsync();
    }),
    Scenario("trickle", "A subscriber at 8 KiB a second, which is slow and not stuck.", [messages], async (parsed, place, random) =>
    {
        await using var subject = Defaults(parsed, place, TrickleRun.Limits, cage: null);
        return await new TrickleRun(subject, parsed.GetValue(messages), random).RunAsync();
    }),
    Scenario("network", "Delay and jitter, single bytes, a network that stands still, resets, 16 KiB a second: between the broker and all its clients.", [seconds], async (parsed, place, random) =>
    {
        await using var subject = await BrokerKind.MakeAsync(parsed.GetValue(broker)!, place, parsed.GetValue(gmqttd), VariablesOf(parsed));
        var each = TimeSpan.FromSeconds(parsed.GetValue(seconds));
        return await new NetworkRun(subject, NetworkRun.Matrix(stall: each / 2, reset: TimeSpan.FromSeconds(5)), each, random, Console.WriteLine).RunAsync();
    }),
    Scenario("drops", "Packets that the kernel drops at random, and connections cut without a FIN or RST, in a network of its own; needs root, unshare, ip and nft.", [seconds, percent, silentKeepAlive, dry], async (parsed, place, random) =>
    {
        if (await OwnNetwork.WhyNotAsync() is { } reason) return new Outcome($"SKIPPED({reason})", [], 0);
        var options = new DropsOptions
        {
            Place = place,
            Broker = parsed.GetValue(broker)!,
            Program = parsed.GetValue(gmqttd),
            Environment = VariablesOf(parsed),
            Lossy = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            Percent = parsed.GetValue(percent),
            KeepAlive = parsed.GetValue(silentKeepAlive),
            Seed = random,
            IsDry = parsed.GetValue(dry),
        };
        return await OwnNetwork.RunAsync(options, Console.WriteLine);
    }),
    Scenario("churn", "Shared groups and other subscriptions that come and go while messages flow through them.", [seconds], async (parsed, place, random) =>
    {
        await using var subject = await BrokerKind.MakeAsync(parsed.GetValue(broker)!, place, parsed.GetValue(gmqttd), VariablesOf(parsed));
        return await new ChurnRun(subject, TimeSpan.FromSeconds(parsed.GetValue(seconds)), random).RunAsync();
    }),
    Scenario("clock", "The wall clock jumps: an hour ahead, an hour back, ten years ahead. Needs libfaketime.", [seconds], async (parsed, place, random) =>
    {
        if (WallClock.Library is null) return new Outcome("SKIPPED(libfaketime is not installed)", [], 0);
        var clock = new WallClock(place);
        await using var subject = await BrokerKind.MakeAsync(parsed.GetValue(broker)!, place, parsed.GetValue(gmqttd), clock.Environment);
        return await new ClockRun(subject, clock, TimeSpan.FromSeconds(parsed.GetValue(seconds) / 3), random).RunAsync();
    }),
    Scenario("freeze", "A broker that stands still for longer than Keep Alive.", [clients, seconds], async (parsed, place, _) =>
    {
        await using var subject = Defaults(parsed, place, "", cage: null);
        return await new FreezeRun(subject, parsed.GetValue(clients), TimeSpan.FromSeconds(parsed.GetValue(seconds))).RunAsync();
    }),
    Scenario("stuck", "Hooks of a real plugin that do not come back, very many at once; who has nothing to do with them does not notice.", [hooks, hook, how], async (parsed, place, _) =>
    {
        var violations = new Violations();
        var lines = new List<string>();
        foreach (var one in from h in parsed.GetValue(hook)! from w in parsed.GetValue(how)! select new StuckOptions { Hook = h, How = w, Clients = parsed.GetValue(hooks) })
        {
            await using var subject = Defaults(parsed, Directory.CreateDirectory(Path.Combine(place, one.Name)).FullName, one.Tables, cage: null);
            lines.Add(await new StuckRun(subject, one, violations).RunAsync());
        }

        return new Outcome(string.Join('\n', lines), violations.Texts, violations.Total);
    }),
    Scenario("files", "A running broker whose limit of open files is lowered until few are left.", [seconds], async (parsed, place, _) =>
    {
        await using var subject = Defaults(parsed, place, "", cage: null);
        return await new FilesRun(subject, new FilesOptions { Hold = TimeSpan.FromSeconds(parsed.GetValue(seconds)) }).RunAsync();
    }),
    Scenario("idle", "Very many who do nothing but ping within their keep alive.", [clients, seconds, keepAlive, tls], async (parsed, place, _) =>
    {
        var options = new IdleOptions { IsTls = parsed.GetValue(tls), Clients = parsed.GetValue(clients), Hold = TimeSpan.FromSeconds(parsed.GetValue(seconds)), KeepAlive = parsed.GetValue(keepAlive) };
        await using var subject = Defaults(parsed, place, "", cage: null);
        return await new IdleRun(subject, options, Console.WriteLine).RunAsync();
    }),
    Scenario("fuzz", "Clients with the same few names; of ten packets one is wrong. Under a memory limit of 300 MiB.", [seconds], async (parsed, place, random) =>
    {
        await using var cage = MemoryCage.TryMake(300L << 20);
        await using var subject = Defaults(parsed, place, "", cage);
        return await new LiveFuzzRun(subject, Path.Combine(place, "broker.log"), TimeSpan.FromSeconds(parsed.GetValue(seconds)), random).RunAsync();
    }),
};
foreach (var option in new Option[] { broker, seed, gmqttd, directory, variables, reportFile })
{
    option.Recursive = true;
    root.Options.Add(option);
}

var data = new Argument<string>("data");
var early = new Command(EarlyHost.Command, "The broker that acknowledges before it has committed.") { data };
early.Hidden = true;
early.SetAction(async (parsed, stopping) =>
{
    await EarlyHost.RunAsync(parsed.GetRequiredValue(data), stopping);
    return 0;
});
root.Subcommands.Add(early);

var drops = new Argument<string>("options");
var inside = new Command(OwnNetwork.Command, "What is run in a network of its own.") { drops };
inside.Hidden = true;
inside.SetAction(parsed => OwnNetwork.HostAsync(parsed.GetRequiredValue(drops)));
root.Subcommands.Add(inside);
return await root.Parse(args).InvokeAsync();

// With the bounds that are built in.
GmqttdBroker Defaults(ParseResult parsed, string place, string tables, MemoryCage? cage) => new(place, new GmqttdOptions
{
    Persistence = "type = \"memory\"",
    Mqtt = "",
    Tables = tables,
    IsTls = parsed.GetValue(tls),
    Program = parsed.GetValue(gmqttd),
    Environment = VariablesOf(parsed),
    ControlGroup = cage?.Folder,
});

// With the youngest generation as large as the processor's cache hours may pass without a collection, and all that is allocated looks like a leak.
Dictionary<string, string> Collecting(Dictionary<string, string> variables)
{
    variables.TryAdd("DOTNET_GCgen0size", "0x400000");
    return variables;
}

Dictionary<string, string> VariablesOf(ParseResult parsed) => parsed.GetValue(variables)!.Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v.ElementAtOrDefault(1) ?? "");

Command Scenario(string name, string description, Option[] own, Func<ParseResult, string, int, Task<Outcome>> run)
{
    var command = new Command(name, description);
    foreach (var option in own) command.Options.Add(option);
    command.SetAction(async parsed =>
    {
        var random = parsed.GetValue(seed);
        var place = parsed.GetValue(directory) is { } given ? Directory.CreateDirectory(given).FullName : Directory.CreateTempSubdirectory("gmqtt-chaos-").FullName;
        string[] aside = ["--seed", "--report"];
        var words = args.Where((a, i) => !aside.Contains(a) && (i == 0 || !aside.Contains(args[i - 1])));
        var replay = $"gmqtt-chaos {string.Join(' ', words)} --seed {random}";
        Console.WriteLine($"replay: {replay}");
        var row = new ReportRow(replay, TimeProvider.System);
        var outcome = await run(parsed, place, random);
        Console.WriteLine(outcome.Summary);
        if (parsed.GetValue(reportFile) is { } report) await row.AppendAsync(report, outcome);
        foreach (var text in outcome.Texts) Console.WriteLine(text);
        if (outcome.Violations > 0) Console.WriteLine($"state and log: {place}");
        else if (parsed.GetValue(directory) is null) Directory.Delete(place, recursive: true);
        return outcome.Violations > 0 ? 3 : 0;
    });
    return command;
}
