using Gmqtt.Hooks;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Gates;

/// <summary>For each hook, what a client does so that it is called once, and what the client sees: let through, and denied.</summary>
internal static class Walk
{
    /// <summary>What the client sees when nobody objects.</summary>
    internal static string Let(string hook) => hook switch
    {
        nameof(OnAccept) or nameof(OnBasicAuth) or nameof(OnEnhancedAuth) or nameof(OnConnected) or nameof(OnSessionCreated) or nameof(OnSessionResumed) => "CONNACK 00",
        nameof(OnReAuth) => "AUTH 00",
        nameof(OnSubscribe) or nameof(OnSubscribed) => "SUBACK 00",
        nameof(OnUnsubscribe) or nameof(OnUnsubscribed) => "UNSUBACK 00",
        nameof(OnMsgArrived) or nameof(OnDelivered) => "PUBACK 00",
        nameof(OnMsgDropped) => "PUBACK 10", // nobody got it
        nameof(OnWillPublish) or nameof(OnWillPublished) => "will",
        _ => "end",
    };

    /// <summary>What the client sees when the plugin fails; as the documentation of the hook's delegate says. For an observing hook the same as without the plugin.</summary>
    internal static string Denied(string hook, int version = 5) => hook switch
    {
        nameof(OnAccept) => "closed",
        nameof(OnBasicAuth) => version == 5 ? "CONNACK 88" : "CONNACK 03",
        nameof(OnEnhancedAuth) => "CONNACK 88",
        nameof(OnReAuth) => "DISCONNECT 8C",
        nameof(OnSubscribe) => version == 5 ? "SUBACK 83" : "SUBACK 80",
        nameof(OnUnsubscribe) => "UNSUBACK 83",
        nameof(OnMsgArrived) => "PUBACK 83",
        nameof(OnWillPublish) => "no will",
        _ => Let(hook),
    };

    internal static bool Decides(string hook) => Denied(hook) != Let(hook);

    /// <summary>Makes the broker call the hook once.</summary>
    /// <returns>What the client saw.</returns>
    internal static async Task<string> RunAsync(TestBroker broker, string hook, int version = 5, string id = "c")
    {
        switch (hook)
        {
            case nameof(OnAccept) or nameof(OnBasicAuth) or nameof(OnConnected) or nameof(OnSessionCreated):
                return await ConnectAsync(broker, version, Packet.Connect(id, version), "CONNACK");
            case nameof(OnEnhancedAuth):
                return await ConnectAsync(broker, 5, Packet.Connect(id, properties: Method), "CONNACK");
            case nameof(OnSessionResumed):
                await (await broker.ConnectAsync(id, properties: Packet.SessionExpiry(100))).DisconnectAsync();
                return await ConnectAsync(broker, 5, Packet.Connect(id, clean: false), "CONNACK");
            case nameof(OnReAuth):
                var known = await broker.ConnectAsync(id, properties: Method);
                await known.SendAsync(Packet.Auth(0x19, "M"));
                return await SeeAsync(known, known.ReadAsync());
            case nameof(OnSessionTerminated) or nameof(OnClosed):
                await (await broker.ConnectAsync(id, version)).DisconnectAsync();
                return "end";
            case nameof(OnWillPublish) or nameof(OnWillPublished):
                return await DieAsync(broker, id);
            case nameof(OnStop):
                await broker.CompleteAsync(broker.Server.StopAsync());
                return "end";
            default:
                return await TrafficAsync(broker, hook, version, id);
        }
    }

    private static byte[] Method => [0x15, .. Packet.Utf8("M")];

    private static async Task<string> ConnectAsync(TestBroker broker, int version, byte[] connect, string what)
    {
        var client = broker.Open();
        client.Version = version;
        await client.SendAsync(connect);
        return await client.TryReadAsync() is { } packet ? $"{what} {packet.ReasonCode:X2}" : "closed";
    }

    private static async Task<string> TrafficAsync(TestBroker broker, string hook, int version, string id)
    {
        // Maximum Packet Size 64: a larger message is dropped for this client.
        byte[] small = hook == nameof(OnMsgDropped) ? [0x27, .. Packet.U32(64)] : [];
        var client = await broker.ConnectAsync(id, version, properties: small);
        await client.SendAsync(Packet.Subscribe(1, version, [], ("t/" + id, 0)));
        var suback = await client.ReadAsync(9);
        switch (hook)
        {
            case nameof(OnSubscribe) or nameof(OnSubscribed):
                return $"SUBACK {suback.ReasonCodes[0]:X2}";
            case nameof(OnUnsubscribe) or nameof(OnUnsubscribed):
                await client.SendAsync(Packet.Unsubscribe(2, version, "t/" + id));
                return await SeeAsync(client, client.ReadAsync());
            default:
                var publisher = await broker.ConnectAsync(id + "-publisher", version);
                await publisher.PublishAsync("t/" + id, hook == nameof(OnMsgDropped) ? new string('x', 100) : "x", qos: 1, packetId: 3);
                return await SeeAsync(publisher, publisher.ReadAsync());
        }
    }

    private static async Task<string> DieAsync(TestBroker broker, string id)
    {
        var watcher = await broker.ConnectAsync(id + "-watcher");
        await watcher.SubscribeAsync("will/" + id);
        var client = broker.Open();
        await client.SendAsync(Packet.ConnectWithWill(id, "will/" + id, "gone"));
        await client.ReadAsync(2);
        await client.DropAsync();
        await watcher.SendAsync(0xC0, 0x00);
        return (await watcher.ReadAsync()).Type == 3 ? "will" : "no will";
    }

    private static async Task<string> SeeAsync(RawClient client, Task<ReceivedPacket> reading)
    {
        var packet = await reading;
        return packet.Type switch
        {
            4 => $"PUBACK {packet.ReasonCode:X2}",
            9 => $"SUBACK {packet.ReasonCodes[0]:X2}",
            11 => client.Version == 5 ? $"UNSUBACK {packet.ReasonCodes[0]:X2}" : "UNSUBACK",
            14 => $"DISCONNECT {packet.ReasonCode:X2}",
            15 => $"AUTH {packet.ReasonCode:X2}",
            _ => packet.ToString(),
        };
    }
}
