using System.Diagnostics;
using System.Globalization;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace Gmqtt.Stores.Tests;

/// <summary>Changes are encoded where they happen, on the way of every message.</summary>
public sealed class ChangeBatchTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Appending_a_message_allocates_nothing()
    {
        await using var journal = new Journal(new RamStore(new RamPlace()), new JournalOptions(), TimeProvider.System, NullLogger.Instance);
        var batch = new ChangeBatch();
        var best = TimeSpan.MaxValue;
        long allocated = 0;
        for (var round = 0; round < 200; round++)
        {
            batch.Clear();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Append(journal, batch, 1000);
            var taken = Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (taken < best) best = taken;
        }

        Assert.Equal(0, allocated);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a 256-byte message for one session, sent and completed: {best.TotalNanoseconds / 1000:F0} ns at best, {batch.Length / 1000} bytes"));
    }

    [Fact]
    public void Changes_are_read_as_they_were_appended()
    {
        var batch = new ChangeBatch();
        batch.SessionSaved(1, new SessionRecord { ClientId = "c" });
        batch.Unsubscribed(2, "a/ä");
        batch.Completed(3, 4, 5, isMarked: true);
        batch.ReceivedAdded(6, 7);
        var read = new List<string>();
        foreach (var change in batch)
        {
            read.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{change.Kind} {change.Session} {change.Position} {change.MessageId} {change.IsMarked} {System.Text.Encoding.UTF8.GetString(change.Name)} {change.Value.IsEmpty}"));
        }

        Assert.Equal(["SessionSaved 1 0 0 False  False", "Unsubscribed 2 0 0 False a/ä True", "Completed 3 4 5 True  True", "ReceivedAdded 6 7 0 False  False"], read);
        Assert.Equal(4, batch.Count);
        batch.Clear();
        foreach (var change in batch) Assert.Fail($"{change.Kind} is left");
    }

    private static readonly byte[] Payload = new byte[256];

    private static void Append(Journal journal, ChangeBatch batch, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            var id = journal.NextId();
            using var unit = journal.Unit();
            batch.MessageAdded(id, new MessageRecord { Topic = "fleet/7/position"u8, Payload = Payload, PublisherId = "publisher" });
            batch.Queued(new QueueRecord { Session = 1, Position = id, MessageId = id, PacketId = 1, Turn = 1, ExpiresAt = long.MaxValue });
            batch.Completed(1, id, id, isMarked: false);
        }
    }
}
