using Gmqtt.Testing;

namespace Gmqtt.Broker.Tests.BadInput;

/// <summary>F04, Q05 and R18: what must not cost memory, measured.</summary>
[Collection(MeasuredAlone.Name)]
public sealed class MemoryTests
{
    [Fact]
    public async Task F04_Five_hundred_CONNECTs_that_announce_64_KiB_and_trickle_cost_what_they_sent()
    {
        await using var broker = await TestBroker.StartAsync();
        var bystander = await Bystander.JoinAsync(broker);
        for (var i = 0; i < 10; i++) await broker.Open().SendAsync(Refusal.Bytes("10 FC FF 03 00 04"));
        var clients = new List<RawClient>();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 500; i++)
        {
            var client = broker.Open(buffer: 4096);
            clients.Add(client);
            await client.SendAsync(Refusal.Bytes("10 FC FF 03 00 04 4D 51 54 54")); // 65 532 bytes to come
        }

        // Ten bytes each, not 64 KiB: 32 MB would be the body's, and the test's own pipes and log are part of what is measured.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 500 * 24 * 1024);
        await broker.AdvanceAsync(TimeSpan.FromSeconds(11));
        foreach (var client in clients) await client.ExpectClosedAsync();
        await bystander.IsUnharmedAsync();
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Q05_A_hundred_thousand_copies_of_a_QoS_2_message_leave_the_memory_as_it_was(int version)
    {
        await using var broker = await TestBroker.StartAsync();
        var subscriber = await broker.ConnectAsync("s");
        await subscriber.SubscribeAsync("t", 0);
        var client = await broker.ConnectAsync("c", version);
        byte[] copies = [.. Enumerable.Repeat(Packet.Publish("t", new byte[100], 2, 7, dup: true, version: version), 1000).SelectMany(p => p)];
        byte[] answers = [.. Enumerable.Repeat<byte[]>([0x50, 0x02, 0x00, 0x07], 1000).SelectMany(p => p)];
        await client.SendAsync(copies);
        await client.ExpectAsync(answers);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(copies);
            await client.ExpectAsync(answers);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1024 * 1024); // ten bytes a copy would be found
        await subscriber.ReadAsync(3);
        await subscriber.ExpectNothingAsync();
        Assert.Empty(broker.Log.Errors);
    }

    [Fact]
    public async Task R18_A_message_of_1_MiB_that_2000_clients_wait_for_is_kept_once()
    {
        await using var broker = await TestBroker.StartAsync(mqtt => mqtt with { MaxPacketSize = 2 * 1024 * 1024 });
        var bystander = await Bystander.JoinAsync(broker);
        for (var i = 0; i < 2000; i++)
        {
            var client = await broker.ConnectAsync($"c{i}", clean: false, properties: Packet.SessionExpiry(600));
            await client.SubscribeAsync("t", 1);
            await client.DropAsync();
        }

        var publisher = await broker.ConnectAsync("p");
        var message = Packet.Publish("t", new byte[1024 * 1024], 1, 1);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await publisher.SendAsync(message);
        await publisher.ReadAsync(4);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 * 1024 * 1024); // 2 GB would be copies
        Assert.Equal(2000, broker.Services.StatsManager.GetGlobalStats().Messages.QueuedCurrent);
        await bystander.IsUnharmedAsync();

        foreach (var name in new[] { "c0", "c1999" })
        {
            var client = await broker.ConnectAsync(name, clean: false, properties: Packet.SessionExpiry(600));
            Assert.Equal(1024 * 1024, (await client.ReadAsync(3)).PayloadBytes.Length);
        }
    }
}
