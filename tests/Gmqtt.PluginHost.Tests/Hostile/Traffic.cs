using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Hostile;

/// <summary>One end of a connection.</summary>
/// <param name="SendAsync">Sends bytes.</param>
/// <param name="ReadAsync">The next packet.</param>
internal sealed record Wire(Func<byte[], Task> SendAsync, Func<Task<ReceivedPacket>> ReadAsync)
{
    internal static Wire Of(RawClient client) => new(bytes => client.SendAsync(bytes), client.ReadAsync);
}

/// <summary>
/// Two clients who have nothing to do with the hostile plugin: one publishes numbered messages with QoS 1 and 2 in turn, the other must get each of them once, in order, with every byte
/// as it was. Any other packet, or the end of a connection, is a failure.
/// </summary>
internal sealed class Traffic
{
    private static readonly byte[] TheEnd = [0, 0, 0, 0];
    private readonly Wire _north;
    private readonly Wire _south;
    private readonly Task _publishing;
    private readonly Task _receiving;
    private volatile bool _ends;
    private int _acknowledged;
    private int _received;

    private Traffic(Wire north, Wire south)
    {
        _north = north;
        _south = south;
        _receiving = Task.Run(ReceiveAsync);
        _publishing = Task.Run(PublishAsync);
    }

    internal static async Task<Traffic> StartAsync(Func<string, Task<Wire>> connect)
    {
        var south = await connect("bystander-south");
        await south.SendAsync(Packet.Subscribe(1, 5, [], ("bystander", 2)));
        Assert.Equal(2, (await south.ReadAsync()).ReasonCodes[0]);
        return new Traffic(await connect("bystander-north"), south);
    }

    /// <summary>Waits until more messages have come through, all of them in order.</summary>
    internal async Task GoesOnAsync(int messages = 20)
    {
        var goal = Volatile.Read(ref _received) + messages;
        await TestBroker.UntilAsync(() => Volatile.Read(ref _received) >= goal || _publishing.IsCompleted || _receiving.IsCompleted);
        if (_publishing.IsFaulted) await _publishing;
        if (_receiving.IsFaulted) await _receiving;
    }

    /// <summary>Ends it: nothing is on its way any more, and nothing was lost.</summary>
    internal async Task EndAsync()
    {
        _ends = true;
        await Task.WhenAny(_publishing, _receiving);
        if (_receiving.IsFaulted) await _receiving;
        await _publishing;
        await _receiving;
        Assert.Equal(_acknowledged, _received);
    }

    private static byte[] Body(int number)
    {
        var body = new byte[4 + (number * 37 % 3000)];
        Array.Fill(body, (byte)number);
        BitConverter.TryWriteBytes(body, number);
        return body;
    }

    private async Task PublishAsync()
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!_ends)
        {
            await pace.WaitForNextTickAsync();
            await PublishAsync(_acknowledged + 1);
            // More than a queue holds would be dropped, and rightly.
            while (_acknowledged > Volatile.Read(ref _received) + 100 && !_receiving.IsCompleted) await Task.Yield();
        }

        await _north.SendAsync(Packet.Publish("bystander", TheEnd, qos: 1, packetId: 9999));
        Expect(4, 9999, await _north.ReadAsync());
    }

    private async Task PublishAsync(int number)
    {
        var qos = 1 + (number % 2);
        var id = 1 + (number % 1000);
        await _north.SendAsync(Packet.Publish("bystander", Body(number), qos, id));
        Expect(qos == 1 ? 4 : 5, id, await _north.ReadAsync());
        if (qos == 2)
        {
            await _north.SendAsync(Packet.Ack(6, id));
            Expect(7, id, await _north.ReadAsync());
        }

        _acknowledged = number;
    }

    private async Task ReceiveAsync()
    {
        var open = new HashSet<int>();
        var isOver = false;
        while (!isOver || open.Count > 0)
        {
            var packet = await _south.ReadAsync();
            if (packet.Type == 6)
            {
                if (!open.Remove(packet.PacketId)) throw new InvalidOperationException($"nothing is open for {packet}");
                await _south.SendAsync(Packet.Ack(7, packet.PacketId));
                continue;
            }

            var number = _received + 1;
            isOver = packet.Type == 3 && packet.PayloadBytes.AsSpan().SequenceEqual(TheEnd);
            if (!isOver && (packet.Type != 3 || !packet.PayloadBytes.AsSpan().SequenceEqual(Body(number)))) throw new InvalidOperationException($"expected message {number}, got {Short(packet)}");
            if (packet.QoS == 2) open.Add(packet.PacketId);
            await _south.SendAsync(Packet.Ack(packet.QoS == 1 ? 4 : 5, packet.PacketId));
            if (!isOver) Volatile.Write(ref _received, number);
        }
    }

    private static string Short(ReceivedPacket packet) => packet.ToString() is { Length: > 80 } text ? text[..80] : packet.ToString();

    private static void Expect(int type, int packetId, ReceivedPacket packet)
    {
        if (packet.Type != type || packet.PacketId != packetId || packet.ReasonCode != 0) throw new InvalidOperationException($"expected packet {type} for {packetId} with success, got {Short(packet)}");
    }
}
