using Gmqtt.Hooks;
using Gmqtt.PluginHost.Tests.Gates;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>A real plugin that takes memory, gives it back twice, keeps it, or writes to it when it is somebody else's; and one that changes the thread it is called on.</summary>
[Collection(HostileCollection.Name)]
public sealed class MemoryTests
{
    [Theory]
    [InlineData(nameof(OnBasicAuth))]
    [InlineData(nameof(OnMsgArrived))]
    public async Task A_gigabyte_in_a_hook_is_taken_and_given_back(string hook)
    {
        await using var broker = await HostileBroker.StartAsync("allocate", hook);
        Assert.Equal(Walk.Let(hook), await Walk.RunAsync(broker.Broker, hook, id: "victim"));
        await broker.Traffic.GoesOnAsync();
        Assert.Equal((PluginState.Active, 0), (broker.Info().State, broker.Info().Faults));
    }

    [Fact]
    public async Task A_payload_that_a_plugin_writes_to_after_its_hook_is_delivered_as_it_was()
    {
        await using var broker = await HostileBroker.StartAsync("own_array", nameof(OnMsgArrived));
        // Absent: the messages wait for it in its queue, and one is retained; with each, the plugin writes to those before.
        var absent = await broker.Broker.ConnectAsync("victim-absent", clean: false, properties: Packet.SessionExpiry(100));
        await absent.SubscribeAsync("t/#", 1);
        await absent.DisconnectAsync();
        var client = await broker.Broker.ConnectAsync("victim");
        for (var i = 1; i <= 20; i++)
        {
            await client.PublishAsync($"t/{i}", new string('a', 3000), qos: 1, packetId: i, retain: i == 19);
            Assert.Equal(0, (await client.ReadAsync(4)).ReasonCode);
        }

        var back = await broker.Broker.ConnectAsync("victim-absent", clean: false, properties: Packet.SessionExpiry(100));
        for (var i = 1; i <= 20; i++)
        {
            var got = await back.ReadAsync(3);
            Assert.Equal(($"t/{i}", new string('a', 3000)), (got.Topic, got.Payload));
            await back.SendAsync(Packet.Ack(4, got.PacketId));
        }

        await client.SubscribeAsync("t/19");
        Assert.Equal(new string('a', 3000), (await client.ReadAsync(3)).Payload);
        await broker.Traffic.GoesOnAsync();
    }

    [Fact]
    public async Task A_request_that_is_written_to_after_its_hook_concerns_its_own_client_alone()
    {
        await using var broker = await HostileBroker.StartAsync("write_late", nameof(OnMsgArrived));
        var client = await broker.Broker.ConnectAsync("victim");
        var codes = new HashSet<byte>();
        for (var i = 1; i <= 100; i++)
        {
            await client.PublishAsync("t", "x", qos: 1, packetId: i);
            var ack = await client.ReadAsync(4);
            Assert.Equal(i, ack.PacketId);
            codes.Add(ack.ReasonCode);
        }

        Assert.Subset(new HashSet<byte> { 0x00, 0x10, 0x80, 0x83, 0x97 }, codes);
        await broker.Traffic.GoesOnAsync();
        Assert.Empty(broker.Errors);
    }

    [Theory]
    [InlineData(nameof(OnBasicAuth))]
    [InlineData(nameof(OnSubscribe))]
    [InlineData(nameof(OnMsgArrived))]
    [InlineData(nameof(OnDelivered))]
    public async Task What_a_hook_leaves_on_its_thread_is_gone_for_the_next_client(string hook)
    {
        await using var broker = await HostileBroker.StartAsync("context", hook);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Walk.Let(hook), await Walk.RunAsync(broker.Broker, hook, id: "victim"));
            Assert.Equal(Walk.Let(hook), await Walk.RunAsync(broker.Broker, hook, id: $"other{i}"));
        }

        var found = broker.Broker.Log.Lines.Where(l => l.Text.Contains(" finds ", StringComparison.Ordinal)).Select(l => l.Text).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, f => Assert.DoesNotContain("context=Swallowing", f, StringComparison.Ordinal));
        Assert.All(found.Where(f => !f.Contains("victim", StringComparison.Ordinal)), f => Assert.Contains("minus=- ", f, StringComparison.Ordinal));
        if (hook is nameof(OnBasicAuth) or nameof(OnSubscribe)) Assert.All(found, f => Assert.Contains("priority=Normal", f, StringComparison.Ordinal));
        await broker.Traffic.GoesOnAsync();
    }
}
