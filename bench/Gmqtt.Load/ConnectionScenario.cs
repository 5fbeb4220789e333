using System.Diagnostics;

namespace Gmqtt.Load;

/// <summary>Connections without messages: how quickly they are made, and what each keeps of the broker's memory.</summary>
internal static class ConnectionScenario
{
    /// <summary>For garbage to be collected and buffers to be given back.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public static async Task<Report> StormAsync(LoadOptions options)
    {
        var load = new Load(options);
        var clients = Make(load);
        var began = Stopwatch.GetTimestamp();
        await Connecting.AllAsync(clients, options.Concurrency, _ => Task.CompletedTask);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Report { Scenario = "connect", Seconds = seconds, ConnectionsPerSecond = clients.Count / seconds, Fault = load.Fault?.Message };
    }

    public static async Task<Report> IdleAsync(LoadOptions options)
    {
        var load = new Load(options);
        var before = BrokerUsage.Of(options.Pid);
        var clients = Make(load);
        await Connecting.AllAsync(clients, options.Concurrency, c => c.SubscribeAsync([$"{load.Run}/{c.ClientId}"], 1));
        await Task.Delay(Settle);
        var after = BrokerUsage.Of(options.Pid);
        return new Report
        {
            Scenario = "idle",
            KiBPerConnection = before is { } b && after is { } a ? (a.ResidentKiB - b.ResidentKiB) / (double)clients.Count : null,
            ResidentKiB = after?.ResidentKiB,
            Fault = load.Fault?.Message,
        };
    }

    private static List<Subscriber> Make(Load load) => [.. Enumerable.Range(0, load.Options.Connections).Select(i => new Subscriber(load, i))];
}
