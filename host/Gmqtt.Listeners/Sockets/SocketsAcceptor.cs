using System.Net.Sockets;
using Gmqtt.Listeners.Transports;

namespace Gmqtt.Listeners.Sockets;

/// <summary>A listening socket, accepted from one connection after the other.</summary>
internal sealed class SocketsAcceptor : IAcceptor
{
    private readonly SocketsEngine _engine;
    private readonly BoundSocket _socket;
    private readonly IAcceptSink _sink;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public SocketsAcceptor(SocketsEngine engine, BoundSocket socket, IAcceptSink sink)
    {
        _engine = engine;
        _socket = socket;
        _sink = sink;
        _loop = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            var delay = _sink.AcceptDelay();
            try
            {
                if (delay > TimeSpan.Zero)
                {
                    await Task.Delay(delay, _engine.TimeProvider, _stopping.Token);
                }

                var rest = await AcceptOneAsync();
                if (rest > TimeSpan.Zero)
                {
                    await Task.Delay(rest, _engine.TimeProvider, _stopping.Token);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<TimeSpan> AcceptOneAsync()
    {
        try
        {
            var socket = await _socket.Socket.AcceptAsync(_stopping.Token);
            if (socket.AddressFamily != AddressFamily.Unix)
            {
                BoundSocket.SetTcpOptions(socket);
                BoundSocket.SetUserTimeout(socket);
            }

            _sink.OnAccepted(_engine.Open(socket, _sink));
            return TimeSpan.Zero;
        }
        catch (SocketException exception)
            when (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
        {
            _sink.OnExhausted(exception.Message, AcceptBackOff.Delay);
            return AcceptBackOff.Delay;
        }
        catch (SocketException)
        {
            // The error of one connection that failed while it waited, or was gone before its options were set.
            return TimeSpan.Zero;
        }
    }
}
