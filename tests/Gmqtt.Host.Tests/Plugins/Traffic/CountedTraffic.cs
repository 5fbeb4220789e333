using System.Globalization;
using System.Text;
using Gmqtt.Testing;

namespace Gmqtt.Host.Tests.Plugins.Traffic;

/// <summary>A publisher and a subscriber with QoS 1: every message carries its number, so that what is lost, doubled or out of order is seen at the message after it.</summary>
internal sealed class CountedTraffic
{
    private readonly SocketClient _publisher;
    private readonly SocketClient _subscriber;
    private readonly string _topic;
    private readonly CancellationTokenSource _end = new();
    private readonly Task<int> _sending;
    private readonly Task<int> _receiving;
    private int _received;

    private CountedTraffic(SocketClient publisher, SocketClient subscriber, string topic)
    {
        (_publisher, _subscriber, _topic) = (publisher, subscriber, topic);
        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    internal int Received => Volatile.Read(ref _received);

    internal static async Task<CountedTraffic> StartAsync(BuiltInBroker broker, string topic)
    {
        var subscriber = await broker.ConnectAsync($"subscriber-{topic}");
        await subscriber.SendAsync(Packet.Subscribe(1, 5, [], (topic, 1)));
        Assert.Equal([1], (await subscriber.ReadAsync()).ReasonCodes);
        return new CountedTraffic(await broker.ConnectAsync($"publisher-{topic}"), subscriber, topic);
    }

    /// <summary>Waits until this many messages more have arrived.</summary>
    internal async Task GoesOnAsync(int messages = 100)
    {
        var enough = Received + messages;
        await TestBroker.UntilAsync(() => Received >= enough || _sending.IsCompleted || _receiving.IsCompleted);
        Assert.False(_sending.IsFaulted || _receiving.IsFaulted, $"{_sending.Exception}{_receiving.Exception}");
    }

    /// <summary>Ends it; whatever was acknowledged has to have arrived once.</summary>
    internal async Task<int> EndAsync()
    {
        await _end.CancelAsync();
        var sent = await _sending;
        await _publisher.SendAsync(Packet.Publish(_topic, "end"u8.ToArray(), qos: 1, packetId: 1));
        Assert.Equal(sent, await _receiving);
        await _publisher.DisposeAsync();
        await _subscriber.DisposeAsync();
        return sent;
    }

    private async Task<int> SendAsync()
    {
        for (var number = 0; ; number++)
        {
            if (_end.IsCancellationRequested) return number;
            await _publisher.SendAsync(Packet.Publish(_topic, Encoding.ASCII.GetBytes($"{number}"), qos: 1, packetId: (number % 60_000) + 1));
            var answer = await _publisher.ReadAsync();
            Assert.True(answer is { Type: 4, ReasonCode: 0 }, $"message {number} was answered by {answer}");
        }
    }

    private async Task<int> ReceiveAsync()
    {
        for (var number = 0; ; number++)
        {
            var message = await _subscriber.ReadAsync();
            Assert.Equal(3, message.Type);
            await _subscriber.SendAsync(Packet.Ack(4, message.PacketId));
            if (message.Payload == "end") return number;
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), message.Payload);
            Interlocked.Increment(ref _received);
        }
    }
}
