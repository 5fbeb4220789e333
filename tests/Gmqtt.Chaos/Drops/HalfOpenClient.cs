using System.Net;
using Gmqtt.Chaos.Clients;
using Gmqtt.Chaos.Ledger;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Drops;

/// <summary>A client with Keep Alive and a will without delay, that pings and answers, heard or not.</summary>
internal sealed class HalfOpenClient : IAsyncDisposable
{
    private const byte WithWill = 0x04;
    private readonly SemaphoreSlim _ponged = new(0);
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Link _link;

    private HalfOpenClient(string name, int sequence, Link link)
    {
        Name = name;
        Sequence = sequence;
        _link = link;
    }

    internal string Name { get; }

    /// <summary>Of its will, in the ledger.</summary>
    internal int Sequence { get; }

    /// <summary>The port of its end.</summary>
    internal int Port => _link.Port;

    /// <param name="place">Where the broker listens.</param>
    /// <param name="name">Its Client Identifier.</param>
    /// <param name="keepAlive">In seconds.</param>
    /// <param name="wills">Where its will is noted.</param>
    /// <param name="topic">Which of the ledger's topics the will is for.</param>
    internal static async Task<HalfOpenClient> OpenAsync(EndPoint place, string name, int keepAlive, PublisherLedger wills, int topic)
    {
        var sequence = wills.Send(topic, 2);
        byte[] connect = Packet.ConnectWith(
            name, 5, flags: 2 | 4 | (2 << 3), keepAlive, [], Packet.Props(5, []), Packet.Utf8(wills.Topics[topic]), Packet.Binary(ChaosPayload.Make(wills.Number, sequence, wills.Topics[topic], 100)));
        var link = await Link.OpenAsync(place, 5, connect) ?? throw new ChaosException($"{name} cannot connect");
        var client = new HalfOpenClient(name, sequence, link);
        link.Listen(client.TakeAsync);
        return client;
    }

    internal async Task SubscribeAsync(string filter)
    {
        await _link.SendAsync(Packet.Subscribe(1, 5, [], (filter, 1)));
        await _subscribed.Task;
    }

    /// <summary>Completes when the broker has answered.</summary>
    internal async Task PingAsync()
    {
        await SayAsync();
        await _ponged.WaitAsync();
    }

    /// <summary>Pings, and does not wait for an answer.</summary>
    internal Task SayAsync() => _link.SendAsync([0xC0, 0]);

    /// <summary>DISCONNECT that asks for the will.</summary>
    internal Task LeaveAsync() => _link.SendAsync(Packet.Disconnect(5, WithWill));

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private async Task TakeAsync(ReceivedPacket packet)
    {
        switch (packet.Type)
        {
            case 3 when packet.QoS == 1:
                await _link.SendAsync(Packet.Ack(4, packet.PacketId));
                break;
            case 9:
                _subscribed.TrySetResult();
                break;
            case 13:
                _ponged.Release();
                break;
        }
    }
}
