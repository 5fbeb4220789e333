using System.Text;
using Gmqtt.Chaos.Brokers;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Chaos.Power;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Faults;

/// <summary>
/// The disk says of some syncs that they failed: nothing is acknowledged on the strength of those, the broker says so and goes on by itself when syncs succeed, and what it acknowledged is there
/// after a kill -9. The errors come from <c>strace</c>, in the broker's own system calls.
/// </summary>
internal sealed class SyncErrorRun(string directory)
{
    /// <summary>One commit after the other, each with a sync: far into them some fail, each attempt to go on among them.</summary>
    private const int Messages = 300, FirstError = 100, LastError = 108;
    private const string Topic = "sync/errors";
    private const int Version = 4; // a 5.0 publisher would be told after a second

    private readonly Violations _violations = new();

    /// <summary>Why it cannot be run here, or null.</summary>
    internal static async Task<string?> WhyNotAsync()
    {
        try
        {
            await Tool.RunAsync("strace", "-qq", "-o", "/dev/null", "-e", "inject=fdatasync:error=EIO:when=1..2", "true");
            return null;
        }
        catch (Exception e) when (e is ChaosException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }

    /// <summary>A broker of which these syncs fail. <c>-D</c>: the process that is killed is the broker, and not strace.</summary>
    internal static GmqttdBroker Broker(string directory, string? program) => new(directory, new GmqttdOptions
    {
        Persistence = BrokerKind.DiskIn(BrokerKind.DataIn(directory)),
        Program = program,
        Wrapper = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", $"inject=fdatasync:error=EIO:when={FirstError}..{LastError}"],
    });

    internal async Task<Outcome> RunAsync(GmqttdBroker broker)
    {
        await broker.StartAsync();
        await using (var subscriber = await ComeAsync(broker))
        {
            await subscriber.SendAsync(Packet.Subscribe(1, Version, [], (Topic, 1)));
            await subscriber.ReadAsync();
        }

        await using (var publisher = await SocketClient.ConnectAsync(((System.Net.IPEndPoint)broker.Place).Port, "publisher", Version))
        {
            for (var n = 1; n <= Messages; n++)
            {
                await publisher.SendAsync(Packet.Publish(Topic, Encoding.UTF8.GetBytes($"{n}"), 1, n, version: Version));
                if (await publisher.ReadAsync() is not { Type: 4 } answer || answer.PacketId != n) _violations.Add(Invariant.Alive, $"message {n} is not acknowledged");
            }
        }

        await broker.KillAsync();
        var failures = await SaidAsync("does not commit");
        if (failures == 0) _violations.Add(Invariant.Alive, "no sync has failed");
        if (await SaidAsync("commits again") == 0) _violations.Add(Invariant.Alive, "the broker does not say that it is well again");
        await broker.StartAsync();
        await using (var subscriber = await ComeAsync(broker)) await CompareAsync(subscriber);
        return new Outcome($"{Messages} messages acknowledged one after the other, {failures} times the store failed meanwhile", _violations.Texts, _violations.Total);
    }

    private static async Task<SocketClient> ComeAsync(GmqttdBroker broker)
    {
        var client = await SocketClient.OpenAsync(broker.Place, Version);
        await client.SendAsync(Packet.Connect("subscriber", Version, clean: false));
        await client.ReadAsync();
        return client;
    }

    private async Task CompareAsync(SocketClient subscriber)
    {
        for (var n = 1; n <= Messages; n++)
        {
            var message = await subscriber.ReadAsync();
            if (message.Payload != $"{n}") _violations.Add(Invariant.Lost, $"instead of message {n} comes {message.Payload}");
            await subscriber.SendAsync(Packet.Ack(4, message.PacketId));
        }
    }

    private async Task<int> SaidAsync(string text) => (await File.ReadAllLinesAsync(Path.Combine(directory, "broker.log"))).Count(l => l.Contains(text, StringComparison.Ordinal));
}
