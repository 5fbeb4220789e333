using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>What a real plugin does to the whole process: exceptions that nobody catches, and memory pools that everybody shares.</summary>
[Collection(HostileCollection.Name)]
public sealed class ProcessTests
{
    [Fact]
    public async Task An_exception_that_nobody_catches_ends_its_thread_and_not_the_broker()
    {
        using var folder = new HostileFolder().With("hostilethreads");
        await using var gmqttd = await Gmqttd.StartAsync(folder, "");
        var client = await gmqttd.ConnectAsync("client");
        foreach (var place in new[] { "thread", "timer", "pool", "async_void", "registration" })
        {
            await PublishAsync(client, $"throw/{place}");
            await gmqttd.LineAsync("plugin's own thread ended by an exception, the broker goes on name=hostilethreads", $"nobody catches this on {place}");
        }

        await PublishAsync(client, "throw/unspeakable");
        await gmqttd.LineAsync("plugin's own thread ended by an exception, the broker goes on name=hostilethreads", "Unspeakable: (its message cannot be read)");
        foreach (var place in new[] { "task", "finalizer" })
        {
            await PublishAsync(client, $"throw/{place}");
            await gmqttd.Traffic.GoesOnAsync(100);
        }

        await gmqttd.LineAsync("name=hostilethreads", "nobody catches this on finalizer");
        await PublishAsync(client, "still/here");
        Assert.True(gmqttd.IsAlive);
    }

    [Fact]
    public async Task Arrays_that_a_plugin_returns_twice_to_the_shared_pool_are_in_nobodys_way()
    {
        using var folder = new HostileFolder().With("hostilehooks");
        await using var gmqttd = await Gmqttd.StartAsync(folder, "[plugins.hostilehooks]\nhow = \"double_return\"\nhook = \"OnMsgArrived\"\n");
        var client = await gmqttd.ConnectAsync("victim");
        await client.SendAsync(Packet.Subscribe(1, 5, [], ("t", 1)));
        Assert.Equal(9, (await client.ReadAsync()).Type);
        for (var i = 1; i <= 100; i++)
        {
            var payload = Enumerable.Repeat((byte)i, i * 200).ToArray();
            await client.SendAsync(Packet.Publish("t", payload, qos: 1, packetId: i, properties: Packet.UserProperty("n", $"{i}")));
            var (one, other) = (await client.ReadAsync(), await client.ReadAsync());
            var got = one.Type == 3 ? one : other;
            Assert.Equal(payload, got.PayloadBytes);
            Assert.Equal(("n", $"{i}"), got.UserProperties[0]);
            await client.SendAsync(Packet.Ack(4, got.PacketId));
        }

        await gmqttd.Traffic.GoesOnAsync(100);
        Assert.True(gmqttd.IsAlive);
    }

    private static async Task PublishAsync(SocketWire client, string topic)
    {
        await client.SendAsync(Packet.Publish(topic, [1], qos: 1, packetId: 1));
        Assert.Equal(4, (await client.ReadAsync()).Type);
    }
}
