using System.Net.Sockets;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Codec;
using Gmqtt.Protocol.Packets;

namespace Gmqtt.Broker.Connections;

/// <summary>The life of a connection: accept, handshake, read loop, goodbye. Nothing leaves here as an exception.</summary>
internal sealed class ConnectionRunner
{
    /// <summary>How long a peer may take to read our last packet before a reset could take it away.</summary>
    private const long LingerMilliseconds = 1_000;

    /// <summary>How long what is written may take to leave.</summary>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(6);

    private readonly Engine _engine;
    private readonly Connection _connection;

    internal ConnectionRunner(Engine engine, Connection connection)
    {
        _engine = engine;
        _connection = connection;
    }

    internal async Task RunAsync()
    {
        _connection.Timer.Start();
        CloseReason reason;
        try
        {
            reason = await ServeAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or InvalidOperationException { Source: "System.IO.Pipelines" })
        {
            reason = new CloseReason(ReasonCode.UnspecifiedError, true, exception.Message);
        }
        catch (Exception exception)
        {
            Log.ConnectionFault(_engine.Logger, _connection.ConnectionId, _connection.ClientId, exception);
            reason = new CloseReason(ReasonCode.UnspecifiedError, false, "a fault of the broker");
        }

        await CloseAsync(_connection.CloseRequest ?? reason);
    }

    private async Task<CloseReason> ServeAsync()
    {
        if (_engine.Held.IsSpent) return new CloseReason(ReasonCode.QuotaExceeded, false, "clients together hold as much memory as they may");
        if (_engine.Hooks.Set.OnAccept is not null)
        {
            var request = new AcceptRequest
            {
                ConnectionId = _connection.ConnectionId,
                RemoteEndPoint = _connection.RemoteEndPoint,
                LocalEndPoint = _connection.LocalEndPoint,
                Listener = _connection.Listener,
            };
            if (!await _engine.Hooks.AcceptAsync(request, _connection.Closing)) return new CloseReason(ReasonCode.NotAuthorized, false, "refused by OnAccept");
        }

        var refusal = await new Handshake(_engine, _connection).RunAsync();
        return refusal ?? await new ReadLoop(_engine, _connection).RunAsync();
    }

    private async Task CloseAsync(CloseReason reason)
    {
        // Whoever asks from now on asks for what is happening already.
        _connection.RequestClose(reason);
        try
        {
            SayGoodbye(reason);
            _connection.Outbox.Close();
            // What waits for a store that does not come back is never sent.
            await _connection.Outbox.IdleAsync().WaitAsync(LongestGoodbye, _engine.Clock.Provider);
            await _connection.Transport.Output.CompleteAsync();
        }
        catch (Exception exception)
        {
            Log.ClosedEarly(_engine.Logger, _connection.ConnectionId, _connection.RemoteEndPoint?.ToString(), exception.Message);
        }

        if (_connection.IsEstablished)
        {
            _engine.Counters.Disconnected();
            Log.Disconnected(
                _engine.Logger, _connection.ClientId, _connection.ConnectionId, reason.ByClient ? "client" : "server", (byte)reason.Code, reason.Detail);
            _connection.Refusals?.End();
            await _engine.Hooks.ClosedAsync(_connection, reason);
        }
        else if (_connection.ClientId.Length == 0)
        {
            Log.ClosedEarly(_engine.Logger, _connection.ConnectionId, _connection.RemoteEndPoint?.ToString(), reason.Detail);
        }

        _connection.End();
        await DetachAsync();
        if (!reason.ByClient) await LingerAsync();
        _connection.Timer.Stop();
        await _connection.Transport.DisposeAsync();
        _connection.Outbox.End();
        _engine.Connections.Remove(_connection);
        _connection.LetGo();
    }

    private async Task DetachAsync()
    {
        try
        {
            await _engine.Lifecycle.DetachAsync(_connection);
        }
        catch (Exception exception)
        {
            Log.SessionFault(_engine.Logger, _connection.ClientId, exception);
        }
    }

    /// <summary>Tells an MQTT 5.0 client why; never before a successful CONNACK [MQTT-3.14.0-1], never anything after it [MQTT-3.14.4-1].</summary>
    private void SayGoodbye(CloseReason reason)
    {
        if (!_connection.IsEstablished || reason.ByClient || _connection.Version != ProtocolVersion.V5) return;
        var code = ReasonCodeRules.IsAllowed(reason.Code, PacketKinds.DisconnectFromServer) ? reason.Code : ReasonCode.UnspecifiedError;
        var packet = new DisconnectPacket { ReasonCode = code, ReasonString = reason.Detail };
        var size = DisconnectCodec.GetSize(packet, ProtocolVersion.V5);
        if (size > _connection.Options.ClientMaximumPacketSize)
        {
            packet = new DisconnectPacket { ReasonCode = code }; // [MQTT-3.14.2-3]
            size = DisconnectCodec.GetSize(packet, ProtocolVersion.V5);
            if (size > _connection.Options.ClientMaximumPacketSize) return;
        }

        using var batch = _engine.Batches.Rent();
        lock (_connection.Outbox.Gate) DisconnectCodec.Write(_connection.Outbox.Reserve(size), packet, ProtocolVersion.V5);
        _connection.Sent(PacketType.Disconnect, size, batch);
    }

    /// <summary>
    /// Reads on until the peer has closed too, or a second: closing a socket with unread input resets it, and the reset would overtake our last packet.
    /// </summary>
    private async Task LingerAsync()
    {
        _connection.Timer.Linger(LingerMilliseconds);
        var input = _connection.Transport.Input;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync();
                input.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted) return;
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException or OperationCanceledException)
        {
            // The peer went its own way; that is what is waited for.
        }
    }
}
