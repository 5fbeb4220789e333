using System.Net;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Compare;

/// <summary>One client at one broker: sends what it is told, acknowledges what it gets, and tells what it got.</summary>
internal sealed class Party(EndPoint place) : IAsyncDisposable
{
    private const int MostWaiting = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private SocketClient? _socket;

    internal bool IsOpen => _socket is not null;

    /// <summary>Reason code of the last DISCONNECT.</summary>
    internal byte? Told { get; private set; }

    internal async Task SendAsync(byte[] bytes)
    {
        Told = null;
        _socket ??= await SocketClient.OpenAsync(place, VersionOf(bytes));
        await TrySendAsync(bytes);
    }

    /// <summary>What has come, up to the answer to a PINGREQ; nothing while it is not connected.</summary>
    internal async Task<List<Answer>> HearAsync()
    {
        var answers = new List<Answer>();
        if (_socket is null) return answers;
        await TrySendAsync([0xC0, 0]);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                if (await _socket.TryReadAsync(patience.Token) is not { } packet)
                {
                    answers.Add(Answer.Closed);
                    await DisposeAsync();
                    return answers;
                }

                if (packet.Type == 13) return answers;
                if (packet.Type == 14) Told = packet.ReasonCode;
                if (Answer.Of(packet) is { } answer) answers.Add(answer);
                await AcknowledgeAsync(packet);
            }
        }
        catch (OperationCanceledException)
        {
            answers.Add(Answer.Silent);
            return answers;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_socket is { } socket) await socket.DisposeAsync();
        _socket = null;
    }

    private Task AcknowledgeAsync(ReceivedPacket packet) => packet switch
    {
        { Type: 3, QoS: 1 } => TrySendAsync(Packet.Ack(4, packet.PacketId)),
        { Type: 3, QoS: 2 } => TrySendAsync(Packet.Ack(5, packet.PacketId)),
        { Type: 6 } => TrySendAsync(Packet.Ack(7, packet.PacketId)),
        _ => Task.CompletedTask,
    };

    private async Task TrySendAsync(byte[] bytes)
    {
        try
        {
            await _socket!.SendAsync(bytes);
        }
        catch (IOException)
        {
            // Closed by the broker, which is read next.
        }
    }

    /// <summary>Of a CONNECT: the level behind the protocol's name. Who begins with something else is thrown out anyway.</summary>
    private static int VersionOf(byte[] bytes)
    {
        var at = bytes.Length > MostWaiting ? 4 + bytes[3] : 0;
        return at > 0 && at < bytes.Length && bytes[at] is 3 or 4 ? bytes[at] : 5;
    }
}
