using Gmqtt.Testing;

namespace Gmqtt.Stores.Tests.Engine;

/// <summary>A store that takes its time to read what waits for a client.</summary>
public sealed class SlowReadTests
{
    [Fact]
    public async Task A_client_that_is_let_in_waits_for_its_queue_as_long_as_it_takes()
    {
        await using var lives = await Lives.BeginAsync(new RamPlace());
        var first = await lives.ComeAsync("s");
        await first.SubscribeAsync("t", 1);
        await first.DropAsync();
        var publisher = await lives.ComeAsync("p");
        await publisher.PublishAsync("t", "waits", 1, 1);
        await publisher.ReadAsync(4);
        await lives.RestartAsync();

        lives.Store.Reads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = lives.Broker.Open();
        await second.SendAsync(Packet.Connect("s", clean: false, properties: Packet.SessionExpiry(3600)));
        await lives.Broker.AdvanceAsync(TimeSpan.FromMinutes(2)); // many times connect_timeout
        lives.Store.Reads.SetResult();
        Assert.True((await second.ReadAsync(2)).SessionPresent);
        Assert.Equal("waits", (await second.ReadAsync(3)).Payload);
    }
}
