using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Clients;

/// <summary>The receiving half of a session, over however many connections: notes what comes, says what is wrong with it, and knows the answer.</summary>
internal sealed class Inbox(SubscriberPlan plan, Book book, Receipts receipts)
{
    private const byte ServerShuttingDown = 0x8B;

    internal Receipts Receipts => receipts;

    /// <summary>Called with each new message.</summary>
    internal Action<int, int>? Arrived { get; set; }

    /// <returns>What to answer; null for nothing.</returns>
    internal byte[]? Take(ReceivedPacket packet)
    {
        switch (packet.Type)
        {
            case 3: // PUBLISH
                Note(packet);
                return packet.QoS > 0 ? Packet.Ack(packet.QoS == 1 ? 4 : 5, packet.PacketId) : null;
            case 6: // PUBREL
                receipts.Release(packet.PacketId);
                return Packet.Ack(7, packet.PacketId);
            case 14 when packet.ReasonCode == ServerShuttingDown:
                return null;
            default:
                book.Violations.Add(Invariant.Ghost, $"{plan.Name} got {packet}");
                return null;
        }
    }

    private void Note(ReceivedPacket packet)
    {
        var topic = packet.Topic;
        if (!ChaosPayload.TryRead(packet.PayloadBytes, topic, out var publisher, out var sequence)
            || book.Find(publisher) is not { } ledger || ledger.Find(sequence) is not { } sending || ledger.Topics[sending.Topic] != topic || !plan.Wants(topic))
        {
            book.Violations.Add(Invariant.Ghost, $"{plan.Name}: what came to {topic} was not sent there");
            return;
        }

        var name = $"message {sequence} of publisher {publisher} to {topic}";
        if (sending.Fate == Fate.Refused) book.Violations.Add(Invariant.Ghost, $"{plan.Name}: {name} was refused and came");
        if (packet.QoS == 2)
        {
            if (receipts.IsOpen(packet.PacketId, (publisher, sequence), out var isReused)) return;
            if (isReused) book.Violations.Add(Invariant.PacketIdReused, $"{plan.Name}: {name} came with identifier {packet.PacketId}, which another has");
        }

        var isNew = receipts.Note((publisher, sequence), sending, packet.QoS == 2 ? packet.PacketId : null, out var isLate);
        if (!isNew && packet.QoS == 2) book.Violations.Add(Invariant.DuplicateQoS2, $"{plan.Name}: {name} came again, with identifier {packet.PacketId}{(packet.Dup ? ", marked DUP" : "")}");
        if (isLate && plan.IsOrdered) book.Violations.Add(Invariant.Order, $"{plan.Name}: {name}, QoS {sending.QoS}, came after a later one");
        if (isNew) Arrived?.Invoke(publisher, sequence);
    }
}
