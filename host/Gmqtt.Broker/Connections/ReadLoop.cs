using System.Buffers;
using Gmqtt.Broker.Handlers;
using Gmqtt.Broker.Routing;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Protocol;
using Gmqtt.Protocol.Framing;

namespace Gmqtt.Broker.Connections;

/// <summary>
/// Reads a batch of bytes, hands each packet to its handler, flushes what was touched, reads on. Runs on the thread that the network completes on and blocks it
/// never: a handler that must wait returns a task, the batch so far is sent, and the loop goes on when it completes.
/// </summary>
internal sealed class ReadLoop
{
    /// <summary>A client that does not take its acknowledgements is not read from.</summary>
    private const int MostUntaken = 64 * 1024;

    private readonly Engine _engine;
    private readonly Connection _connection;
    private readonly FrameLimits _limits;
    private PartialPacket _partial;
    private Task? _pending;

    internal ReadLoop(Engine engine, Connection connection)
    {
        _engine = engine;
        _connection = connection;
        _partial = new PartialPacket(engine.Held);
        _limits = new FrameLimits((int)Math.Min(int.MaxValue, connection.Options.ServerMaximumPacketSize), connection.Version);
    }

    /// <returns>Why the connection must close.</returns>
    internal async Task<CloseReason> RunAsync()
    {
        try
        {
            return await ReadAsync();
        }
        finally
        {
            _partial.Holds(0);
        }
    }

    private async Task<CloseReason> ReadAsync()
    {
        var input = _connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync();
            if (!result.Buffer.IsEmpty) _connection.Timer.Received();
            var (rest, closed) = await ConsumeAllAsync(result.Buffer);
            var partial = rest.Length; // asked before the pipe takes its segments back
            input.AdvanceTo(rest.Start, rest.End);
            if (closed is not null) return closed;
            if (result.IsCompleted) return new CloseReason(ReasonCode.UnspecifiedError, true, "the connection was closed without DISCONNECT");
            _connection.Timer.Partial(partial > 0);
            if (!_partial.Holds(partial)) return MemoryFull;
            if (_connection.Outbox.StalledSince > 0 && _connection.Outbox.Length > MostUntaken) await _connection.Outbox.IdleAsync();
        }
    }

    private static CloseReason MemoryFull => new(ReasonCode.QuotaExceeded, false, "clients together hold as much memory as they may");

    private ValueTask<(ReadOnlySequence<byte> Left, CloseReason? Closed)> ConsumeAllAsync(ReadOnlySequence<byte> buffer)
    {
        Consume(ref buffer);
        return _pending is null && _connection.RetryAfter is null
            ? new((buffer, _connection.CloseRequest))
            : WaitAndGoOnAsync(buffer);
    }

    private async ValueTask<(ReadOnlySequence<byte> Left, CloseReason? Closed)> WaitAndGoOnAsync(ReadOnlySequence<byte> buffer)
    {
        while (_connection.CloseRequest is null)
        {
            if (_pending is { } pending) await pending;
            _pending = null;
            if (_connection.RetryAfter is { } retry)
            {
                _connection.RetryAfter = null;
                await retry;
            }

            if (_connection.CloseRequest is not null) break;
            Consume(ref buffer);
            if (_pending is null && _connection.RetryAfter is null) break;
        }

        return (buffer, _connection.CloseRequest);
    }

    /// <summary>Handles complete packets until there are no more, one has to wait, or the connection must close; moves the buffer behind what was handled.</summary>
    private void Consume(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty) return;
        using var batch = _engine.Batches.Rent();
        if (!buffer.IsSingleSegment)
        {
            ConsumeSegments(ref buffer, batch);
            PublishHandler.EndRun(_connection, batch);
            return;
        }

        var memory = buffer.First;
        var offset = 0;
        batch.Run.From(memory, _connection.Version);
        while (offset < memory.Length && _connection.CloseRequest is null)
        {
            var status = FrameReader.TryRead(memory.Span[offset..], _limits, out var header, out var total, out var error);
            if (status == FrameStatus.Error) _connection.Fail(error);
            if (status != FrameStatus.Frame) break;
            if (!Handle(memory.Span[offset], memory.Slice(offset + header, total - header), total, batch)) break;
            offset += total;
            if (_pending is not null) break;
        }

        PublishHandler.EndRun(_connection, batch);
        buffer = buffer.Slice(offset);
    }

    private void ConsumeSegments(ref ReadOnlySequence<byte> buffer, Batch batch)
    {
        while (!buffer.IsEmpty && _connection.CloseRequest is null)
        {
            var rest = buffer;
            var status = FrameReader.TryRead(ref rest, _limits, out var frame, out var error);
            if (status == FrameStatus.Error) _connection.Fail(error);
            if (status != FrameStatus.Frame) return;
            var body = frame.Body.IsSingleSegment ? frame.Body.First : frame.Body.ToArray();
            if (!Handle(frame.FirstByte, body, (int)(buffer.Length - rest.Length), batch)) return;
            buffer = rest;
            if (_pending is not null) return;
        }
    }

    /// <summary>False when the handler wants the packet again later.</summary>
    private bool Handle(byte firstByte, ReadOnlyMemory<byte> body, int size, Batch batch)
    {
        var type = (PacketType)(firstByte >> 4);
        if (_engine.Dump.IsOn) _engine.Dump.Received(_connection, type, (byte)(firstByte & 0x0F), body.Span);
        if (type != PacketType.Publish) PublishHandler.EndRun(_connection, batch);
        var handling = PacketDispatcher.Dispatch(_connection, type, (byte)(firstByte & 0x0F), body, batch);
        if (!handling.IsCompletedSuccessfully) _pending = handling.AsTask();
        if (_connection.RetryAfter is not null) return false;
        batch.Tally.Received(type, size);
        _connection.Session?.Stats?.Received(type, size);
        return true;
    }
}
