using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Gmqtt.Testing;

namespace Gmqtt.Chaos.Clients;

/// <summary>One connection of one session: what comes is handed on, and its end is a task.</summary>
internal sealed class Link : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SocketClient _socket;
    private readonly CancellationTokenSource _closing = new();

    private Link(SocketClient socket, bool sessionPresent)
    {
        _socket = socket;
        SessionPresent = sessionPresent;
    }

    internal bool SessionPresent { get; }

    /// <summary>The port of this end.</summary>
    internal int Port => _socket.Port;

    /// <summary>Completes when the connection has ended, whoever ended it.</summary>
    internal Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Connects.</summary>
    /// <param name="place">Where the broker listens.</param>
    /// <param name="version">4 or 5.</param>
    /// <param name="connect">The CONNECT packet.</param>
    /// <param name="isTls">Whether the broker speaks TLS there.</param>
    /// <returns>Null when the broker did not answer with success.</returns>
    internal static async Task<Link?> OpenAsync(EndPoint place, int version, byte[] connect, bool isTls = false)
    {
        SocketClient? socket = null;
        try
        {
            socket = await SocketClient.OpenAsync(place, version, isTls: isTls);
            await socket.SendAsync(connect);
            using var patience = new CancellationTokenSource(Patience);
            if (await socket.TryReadAsync(patience.Token) is { Type: 2, ReasonCode: 0 } answer) return new Link(socket, answer.SessionPresent);
        }
        catch (Exception e) when (IsTheEnd(e))
        {
        }

        if (socket is not null) await socket.DisposeAsync();
        return null;
    }

    /// <summary>Hands on what comes, one packet after the other, until the end.</summary>
    internal void Listen(Func<ReceivedPacket, Task> take) => Ended = Task.Run(async () =>
    {
        try
        {
            while (await _socket.TryReadAsync(_closing.Token) is { } packet) await take(packet);
        }
        catch (Exception e) when (IsTheEnd(e))
        {
        }
    });

    /// <returns>Whether the system took it.</returns>
    internal async Task<bool> SendAsync(byte[] bytes)
    {
        try
        {
            await _socket.SendAsync(bytes);
            return true;
        }
        catch (Exception e) when (IsTheEnd(e))
        {
            return false;
        }
    }

    /// <summary>Closes the connection without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _socket.DisposeAsync();
        await Ended;
        _closing.Dispose();
    }

    private static bool IsTheEnd(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException;
}
