using System.Net;
using Gmqtt.Broker;
using Gmqtt.Hooks;
using Gmqtt.Listeners;
using Gmqtt.PluginHost.Gates;
using Gmqtt.PluginHost.Hosting;
using Gmqtt.Plugins;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>
/// A real plugin whose hook blocks the one thread that reads the network, with real sockets: the other connections of that thread go on, and the hook is moved off it.
/// </summary>
[Collection(HostileCollection.Name)]
public sealed class IoThreadTests
{
    [Theory]
    [InlineData("block", nameof(OnMsgArrived))]
    [InlineData("spin", nameof(OnMsgArrived))]
    [InlineData("block", nameof(OnDelivered))]
    [InlineData("spin", nameof(OnMsgDropped))]
    [InlineData("block", nameof(OnBasicAuth))]
    [InlineData("block", nameof(OnSubscribe))]
    public async Task The_others_go_on(string how, string hook)
    {
        using var log = new TestLog();
        using var folder = new HostileFolder().With("hostilehooks");
        await using var server = new Server(TestBroker.Defaults, log, TimeProvider.System);
        await server.StartAsync();
        var settings = folder.Settings(
            $"[plugins.hostilehooks]\nhow = \"{how}\"\nhook = \"{hook}\"\n", new GateOptions { HookTimeout = TimeSpan.FromMilliseconds(500), QuarantineAfter = 1000 });
        var plugins = new PluginSet(server, settings with { UnloadTimeout = TimeSpan.FromMilliseconds(200) }, log, TimeProvider.System, folder.Shadow);
        await plugins.StartAsync();
        await using var listeners = new ListenerSet(server.RunAsync, log, TimeProvider.System, new ListenerSetOptions { IoThreads = 1 });
        await listeners.ApplyAsync([new ListenerOptions { Address = "127.0.0.1:0" }]);
        var port = ((IPEndPoint)listeners.Listeners[0].BoundEndPoint).Port;
        var wires = new List<SocketWire>();
        try
        {
            var traffic = await Traffic.StartAsync(async id =>
            {
                wires.Add(await SocketWire.ConnectAsync(port, id));
                return wires[^1].Wire;
            });
            var victim = await SocketWire.OpenAsync(port);
            wires.Add(victim);
            // Its own messages are larger than it takes: dropped, where that is the hook.
            await victim.SendAsync([
                .. Packet.Connect("victim", properties: hook == nameof(OnMsgDropped) ? [0x27, .. Packet.U32(64)] : []),
                .. Packet.Subscribe(1, 5, [], ("t", 0)),
                .. Packet.Publish("t", new byte[100], qos: 1, packetId: 1)]);
            await TestBroker.UntilAsync(() => log.Lines.Any(l => l.Text == $"hostile: {how} in {hook}"));
            await traffic.GoesOnAsync(100);
            var isPerMessage = hook is nameof(OnMsgArrived) or nameof(OnDelivered) or nameof(OnMsgDropped);
            Assert.Equal(isPerMessage, plugins.List().Single().Hooks.Single(h => h.Hook == hook).RunsOffTheLoop);
            if (isPerMessage) Assert.Contains(log.Errors, l => l.Contains($"from now on its {hook} runs on threads of its own, which costs more per message name=hostilehooks", StringComparison.Ordinal));

            // The next client is denied at the deadline, or sees nothing of it where the hook only observes.
            if (isPerMessage)
            {
                using var next = await SocketWire.ConnectAsync(port, "victim-next");
                await next.SendAsync(Packet.Publish("t2", [1], qos: 1, packetId: 1));
                Assert.Equal(hook == nameof(OnMsgArrived) ? 0x83 : 0x10, (await next.ReadAsync()).ReasonCode);
            }
            else
            {
                Assert.Equal(hook == nameof(OnBasicAuth) ? 0x88 : 0x00, (await victim.ReadAsync()).ReasonCode);
                if (hook == nameof(OnSubscribe)) Assert.Equal(0x83, (await victim.ReadAsync()).ReasonCodes[0]);
            }

            Assert.Equal(PluginState.Active, plugins.List().Single().State);
            await traffic.EndAsync();
        }
        finally
        {
            await plugins.DisposeAsync();
            wires.ForEach(w => w.Dispose());
        }
    }
}
