using System.Collections.Concurrent;
using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Kill;

/// <summary>Compares the retained messages that a newcomer gets with those that were acknowledged last.</summary>
internal static class RetainedCheck
{
    private const int None = -1;

    /// <param name="place">Where the broker listens.</param>
    /// <param name="filter">Of the retained topics.</param>
    /// <param name="ledger">Of the one who publishes to them.</param>
    /// <param name="violations">What is wrong.</param>
    /// <param name="patience">How long what is missing is waited for.</param>
    internal static async Task RunAsync(EndPoint place, string filter, PublisherLedger ledger, Violations violations, TimeSpan patience)
    {
        var allowed = Allowed(ledger, ledger.From(0));
        var got = new ConcurrentDictionary<string, int>();
        var pinged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var needed = allowed.Count(a => !a.Value.Contains(None));
        if (await Link.OpenAsync(place, 5, Packet.Connect("chaos-newcomer", 5)) is not { } link)
        {
            violations.Add(Invariant.Alive, "a newcomer cannot connect");
            return;
        }

        await using (link)
        {
            link.Listen(packet =>
            {
                if (packet is { Type: 3, Retain: true }) got[packet.Topic] = Sequence(packet, violations);
                if (got.Count >= needed) complete.TrySetResult();
                if (packet.Type == 13) pinged.TrySetResult();
                return Task.CompletedTask;
            });
            await link.SendAsync(Packet.Subscribe(1, 5, [], (filter, 0)));
            if (needed > 0) await complete.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await link.SendAsync([0xC0, 0]);
            await pinged.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var (topic, values) in allowed)
        {
            var value = got.GetValueOrDefault(topic, None);
            if (!values.Contains(value)) violations.Add(Invariant.Retained, $"{topic} holds {Text(value)}, allowed is {string.Join(" or ", values.Select(Text))}");
        }
    }

    /// <summary>For each topic the last acknowledged message, and those behind it that nobody knows of.</summary>
    private static Dictionary<string, HashSet<int>> Allowed(PublisherLedger ledger, Sending[] sent)
    {
        var allowed = ledger.Topics.ToDictionary(t => t, _ => new HashSet<int> { None });
        for (var i = 0; i < sent.Length; i++)
        {
            if (sent[i].Fate == Fate.Refused) continue;
            var values = allowed[ledger.Topics[sent[i].Topic]];
            if (sent[i].Fate == Fate.Owned) values.Clear();
            values.Add(sent[i].IsClear ? None : i);
        }

        return allowed;
    }

    private static int Sequence(ReceivedPacket packet, Violations violations)
    {
        if (ChaosPayload.TryRead(packet.PayloadBytes, packet.Topic, out _, out var sequence)) return sequence;
        violations.Add(Invariant.Ghost, $"the retained message of {packet.Topic} was not sent there");
        return None;
    }

    private static string Text(int value) => value == None ? "nothing" : $"message {value}";
}
