using Gmqtt.Testing;

namespace Gmqtt.PluginHost.Tests.Reload.Traffic;

/// <summary>Takes everything that comes, acknowledges it, and knows each message it has had.</summary>
internal sealed class Watcher
{
    private readonly SocketClient _client;
    private readonly HashSet<string> _seen = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _expected = int.MaxValue;
    private int _count;

    internal Watcher(SocketClient client) => _client = client;

    internal List<string> Twice { get; } = [];

    internal List<string> Forbidden { get; } = [];

    internal int Count => Volatile.Read(ref _count);

    internal async Task SubscribeAsync(string filter, int qos)
    {
        await _client.SendAsync(Packet.Subscribe(1, _client.Version, [], (filter, qos)));
        var answer = await _client.ReadAsync();
        Assert.True(answer.Type == 9 && answer.ReasonCodes[0] == qos, $"wrongly refused: {answer}");
    }

    /// <summary>Reads until the number of messages is there that <see cref="ExpectAsync"/> was told.</summary>
    internal async Task RunAsync()
    {
        while (await _client.TryReadAsync(CancellationToken.None) is { } packet)
        {
            switch (packet.Type)
            {
                case 3:
                    Take(packet);
                    if (packet.QoS > 0) await _client.SendAsync(Packet.Ack(packet.QoS == 1 ? 4 : 5, packet.PacketId));
                    break;
                case 6:
                    await _client.SendAsync(Packet.Ack(7, packet.PacketId));
                    break;
                default:
                    Assert.Fail($"the subscriber got {packet}");
                    break;
            }
        }
    }

    /// <summary>Waits for so many different messages, then leaves.</summary>
    internal async Task ExpectAsync(int count, Task run)
    {
        Interlocked.Exchange(ref _expected, count); // whoever comes second, this or the last message, sees the other
        if (Count >= count) _complete.TrySetResult();
        try
        {
            await await Task.WhenAny(_complete.Task, run).WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{Count} of {count} messages came");
        }

        Assert.False(run.IsCompleted, "the subscriber was disconnected");
        await _client.DisposeAsync();
        await run;
    }

    private void Take(ReceivedPacket packet)
    {
        if (packet.Topic.StartsWith("forbidden/", StringComparison.Ordinal)) Forbidden.Add(packet.Topic);
        else if (!_seen.Add(packet.Payload)) Twice.Add(packet.Payload);
        else if (Interlocked.Increment(ref _count) == Volatile.Read(ref _expected)) _complete.TrySetResult();
    }
}
