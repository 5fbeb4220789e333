using System.Globalization;
using System.Text;
using Gmqtt.Broker.Stores;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Watch;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Restart;

/// <summary>How long a broker that many clients have left sessions with takes to be there again, and what it keeps of each. Some of them come back and get what is published to them.</summary>
internal sealed class RestartRun(BrokerUnderTest broker, IStore store, RestartOptions options, Action<string> say)
{
    private const int Returning = 100, ReturningToOne = 3;
    private readonly Violations _violations = new();
    private readonly StoredSessions _sessions = new(options, say);

    internal async Task<Outcome> RunAsync()
    {
        await broker.StartAsync();
        var empty = ProcessSample.Of(broker.Pid);
        await broker.StopAsync(TimeSpan.FromSeconds(10));
        var began = TimeProvider.System.GetTimestamp();
        await _sessions.FillAsync(store);
        var filled = TimeProvider.System.GetElapsedTime(began);
        began = TimeProvider.System.GetTimestamp();
        await broker.StartAsync();
        var ready = TimeProvider.System.GetElapsedTime(began);
        var full = ProcessSample.Of(broker.Pid);
        if (ready > options.Within) _violations.Add(Invariant.Alive, $"ready after {ready.TotalSeconds:F1} s, and {options.Within.TotalSeconds:F0} s are allowed");
        await ReturnAsync();
        return new Outcome(
            string.Create(CultureInfo.InvariantCulture, $"""
                {options.Sessions:N0} sessions with a subscription each, stored in {filled.TotalSeconds:F1} s: ready {ready.TotalSeconds:F2} s after the start of the process, with {full.Processor.TotalSeconds:F1} s of processor time
                {full.ResidentKiB >> 10} MiB resident (at most {full.PeakKiB >> 10}), {empty.ResidentKiB >> 10} MiB without sessions: {((full.ResidentKiB - empty.ResidentKiB) << 10) / options.Sessions} bytes a session
                """),
            _violations.Texts,
            _violations.Total);
    }

    /// <summary>Some of them, from the first to the last, come back; few where a message to one is a message to all.</summary>
    private async Task ReturnAsync()
    {
        await using var publisher = await SocketClient.OpenAsync(broker.Place);
        await publisher.SendAsync(Packet.Connect("publisher"));
        await publisher.ReadAsync();
        var (count, last) = (options.IsCommon ? ReturningToOne : Returning, options.Sessions - 1);
        foreach (var n in Enumerable.Range(0, count).Select(i => (int)((long)last * i / (count - 1))).Distinct())
        {
            await using var client = await SocketClient.OpenAsync(broker.Place);
            await client.SendAsync(Packet.Connect(StoredSessions.ClientId(n), clean: false));
            if (await client.ReadAsync() is not { Type: 2, SessionPresent: true }) _violations.Add(Invariant.SessionPresent, $"client {n} does not find its session");
            await publisher.SendAsync(Packet.Publish(_sessions.TopicName(n), Encoding.UTF8.GetBytes($"for {n}"), version: 5));
            if ((await client.ReadAsync()).Type != 3) _violations.Add(Invariant.Lost, $"client {n} does not get what it is subscribed to");
        }
    }
}
