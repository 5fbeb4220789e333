using Gmqtt.Broker.Time;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;

namespace Gmqtt.Broker.Connections;

/// <summary>
/// All deadlines of one connection in one entry of the wheel: CONNECT, keep alive, a packet that does not end, a peer that takes nothing, and the goodbye.
/// It looks at what is due and sets itself anew; receiving a packet is one store.
/// </summary>
internal sealed class ConnectionTimer(Connection connection) : Deadline
{
    /// <summary>Stalls and half packets are looked for this often.</summary>
    private const long LongestWait = 10_000;

    /// <summary>A stall may last longer than its limit by a part of it: until it is seen to have begun, and to go on.</summary>
    private const int LooksBefore = 4, LooksDuring = 8;

    /// <summary>From the decision to close until the transport is cut, if the peer does not let it end in good order.</summary>
    private const long Goodbye = 5_000;

    private static readonly CloseReason Stalled = new(ReasonCode.QuotaExceeded, false, "the client takes nothing of what waits for it");

    private long _connectBy;
    private long _abortAt;
    private long _keepAlive;
    private long _lastReceived;
    private long _partialSince;
    private StallWatch _stall;
    private volatile bool _stopped;

    private Clock Clock => connection.Engine.Clock;

    /// <summary>The transport was accepted: a CONNECT must come, and the client be let in, in time.</summary>
    internal void Start()
    {
        _connectBy = Clock.Active + (long)connection.Engine.Options.Limits.ConnectTimeout.TotalMilliseconds;
        Schedule(_connectBy);
    }

    /// <summary>The client is let in. How long a former connection takes to end, or a store to read what waits for the client, is not held against it.</summary>
    internal void LetIn() => Volatile.Write(ref _connectBy, 0);

    /// <summary>The client is connected; from now on its Keep Alive counts. [MQTT-3.1.2-22]</summary>
    internal void Established(int keepAliveSeconds)
    {
        _keepAlive = keepAliveSeconds * 1500L;
        LetIn();
        Received();
        Schedule(NextLook(Clock.Active, stalledSince: 0));
    }

    internal void Received() => Volatile.Write(ref _lastReceived, Clock.Active);

    /// <summary>Bytes of an incomplete packet are left, or not.</summary>
    internal void Partial(bool isPartial)
    {
        if (!isPartial) Volatile.Write(ref _partialSince, 0);
        else if (_partialSince == 0) Volatile.Write(ref _partialSince, Math.Max(1, Clock.Active));
    }

    /// <summary>The connection is closing: it has a moment to do so in good order.</summary>
    internal void Closing()
    {
        Volatile.Write(ref _abortAt, Clock.Active + Goodbye);
        Schedule(_abortAt);
    }

    /// <summary>Everything is sent; the peer may take this long to notice.</summary>
    internal void Linger(long milliseconds)
    {
        Volatile.Write(ref _abortAt, Clock.Active + milliseconds);
        Schedule(_abortAt);
    }

    internal void Stop()
    {
        _stopped = true;
        connection.Engine.ConnectionWheel.Cancel(this);
    }

    internal override void OnDue()
    {
        if (_stopped) return;
        var now = Clock.Active;
        if (Volatile.Read(ref _abortAt) is > 0 and var abortAt)
        {
            if (now >= abortAt) connection.Transport.Abort();
            else Schedule(abortAt);
            return;
        }

        var stalledSince = _stall.Since(connection, now);
        if (Overdue(now, stalledSince) is not { } reason)
        {
            Schedule(NextLook(now, stalledSince));
            return;
        }

        connection.RequestClose(reason);
        // A goodbye would wait behind what the client does not take.
        if (connection.Outbox.StalledSince > 0 || reason == Stalled) connection.Transport.Abort();
    }

    private CloseReason? Overdue(long now, long stalledSince)
    {
        var limits = connection.Engine.Options.Limits;
        if (Volatile.Read(ref _connectBy) is > 0 and var connectBy)
            return now >= connectBy ? new CloseReason(ReasonCode.UnspecifiedError, false, "no complete CONNECT in time") : null;
        if (_keepAlive > 0 && now - Volatile.Read(ref _lastReceived) >= _keepAlive)
            return new CloseReason(ReasonCode.KeepAliveTimeout, false, "nothing was received for one and a half times the Keep Alive");
        if (stalledSince > 0 && now - stalledSince >= (long)limits.StallTimeout.TotalMilliseconds)
            return Stalled;
        if (Volatile.Read(ref _partialSince) is > 0 and var partial && now - partial >= PacketTime(limits))
            return new CloseReason(ReasonCode.KeepAliveTimeout, false, "a packet was begun and not completed in time");
        return null;
    }

    // The largest packet the client may send, at the slowest rate that counts as moving, beside the fixed allowance.
    private long PacketTime(LimitOptions limits)
        => (long)limits.PacketTimeout.TotalMilliseconds + (connection.Options.ServerMaximumPacketSize * 1000L / Math.Max(1, limits.MinReceiveRate));

    private long NextLook(long now, long stalledSince)
    {
        var stall = (long)connection.Engine.Options.Limits.StallTimeout.TotalMilliseconds;
        var next = now + Math.Min(LongestWait, stall / LooksBefore);
        if (stalledSince > 0) next = Math.Min(now + (stall / LooksDuring), stalledSince + stall);
        return _keepAlive > 0 ? Math.Min(next, Volatile.Read(ref _lastReceived) + _keepAlive) : next;
    }

    private void Schedule(long dueAt)
    {
        if (!_stopped) connection.Engine.ConnectionWheel.Schedule(this, dueAt);
    }
}
