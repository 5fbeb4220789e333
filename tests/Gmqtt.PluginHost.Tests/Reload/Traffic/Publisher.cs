using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Reload.Traffic;

/// <summary>Publishes QoS 1 and 2 in turns at a steady rate, and checks and times every acknowledgement.</summary>
internal sealed class Publisher
{
    private const int PacketIds = 60_000;
    private const int BurstsPerSecond = 100;

    private readonly SocketClient _client;
    private readonly int _number;
    private readonly int _perBurst;
    private readonly SemaphoreSlim _window = new(50);
    private readonly ConcurrentDictionary<int, long> _sentAt = new();
    private readonly TaskCompletionSource _allAcked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _sent;
    private int _acked;
    private bool _isEnding;

    internal Publisher(SocketClient client, int number, int perSecond)
    {
        _client = client;
        _number = number;
        _perBurst = perSecond / BurstsPerSecond;
    }

    internal int Sent => Volatile.Read(ref _sent);

    /// <summary>From a PUBLISH to its PUBACK or PUBREC, in milliseconds.</summary>
    internal List<double> Pauses { get; } = [];

    /// <summary>Publishes until cancelled, and until everything is acknowledged.</summary>
    internal async Task RunAsync(CancellationToken end)
    {
        var acks = ReadAsync();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / BurstsPerSecond));
        while (!end.IsCancellationRequested && !acks.IsCompleted)
        {
            for (var i = 0; i < _perBurst; i++) await PublishAsync();
            await beat.WaitForNextTickAsync(CancellationToken.None);
        }

        Interlocked.Exchange(ref _isEnding, true); // whoever comes second, this or the last acknowledgement, sees the other
        if (Volatile.Read(ref _acked) == Sent) _allAcked.TrySetResult();
        try
        {
            await await Task.WhenAny(_allAcked.Task, acks).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"publisher {_number}: {Volatile.Read(ref _acked)} of {Sent} were acknowledged, {_sentAt.Count} not even received");
        }

        Assert.False(acks.IsCompleted, "the publisher was disconnected");
        await _client.DisposeAsync();
        await acks;
    }

    private async Task PublishAsync()
    {
        await _window.WaitAsync();
        var number = _sent;
        var (id, qos) = ((number % PacketIds) + 1, (number % 2) + 1);
        _sentAt[id] = Stopwatch.GetTimestamp();
        Volatile.Write(ref _sent, number + 1);
        await _client.SendAsync(Packet.Publish($"load/{_number}", Encoding.ASCII.GetBytes($"{_number}:{number}"), qos, id, version: _client.Version));
    }

    private async Task ReadAsync()
    {
        while (await _client.TryReadAsync(CancellationToken.None) is { } packet)
        {
            Assert.True(packet.ReasonCode < 0x80, $"wrongly refused: {packet}");
            switch (packet.Type)
            {
                case 4:
                    Acknowledged(packet.PacketId, isLast: true);
                    break;
                case 5:
                    Acknowledged(packet.PacketId, isLast: false);
                    await _client.SendAsync(Packet.Ack(6, packet.PacketId));
                    break;
                case 7:
                    Done();
                    break;
                default:
                    Assert.Fail($"the publisher got {packet}");
                    break;
            }
        }
    }

    private void Acknowledged(int id, bool isLast)
    {
        Assert.True(_sentAt.TryRemove(id, out var at), $"packet {id} was acknowledged twice");
        Pauses.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        if (isLast) Done();
    }

    private void Done()
    {
        _window.Release();
        if (Interlocked.Increment(ref _acked) == Sent && Volatile.Read(ref _isEnding)) _allAcked.TrySetResult();
    }
}
