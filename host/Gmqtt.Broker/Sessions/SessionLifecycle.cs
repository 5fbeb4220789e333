using Gmqtt.Broker.Connections;
using Gmqtt.Broker.Routing;
using Gmqtt.Hooks;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Begins, resumes and ends sessions. Every step of one client runs in the slot of its Client Identifier, one after the other.
/// </summary>
internal sealed class SessionLifecycle
{
    private readonly Engine _engine;

    internal SessionLifecycle(Engine engine) => _engine = engine;

    /// <summary>Takes a session from the connection that still has it, in the slot. False when that connection does not end in time: a plugin's hook holds it.</summary>
    internal async ValueTask<bool> TakeOverAsync(string clientId)
    {
        if (!_engine.Sessions.TryGet(clientId, out var session) || session.Connection is not { } former) return true;
        if (!await former.TakeOverAsync()) return false;
        await DetachAsync(former, session);
        return true;
    }

    /// <summary>Gives a connection its session, in the slot, which the caller holds until the CONNACK is written: ends it for a clean start, resumes it otherwise.</summary>
    /// <returns>The session and whether it was there before.</returns>
    internal async ValueTask<(Session Session, bool Present)> AttachAsync(Connection connection, string clientId, bool cleanStart)
    {
        if (_engine.Sessions.TryGet(clientId, out var session))
        {
            if (cleanStart && !session.IsEnded) await EndAsync(session, SessionTerminatedReason.TakenOver); // [MQTT-3.1.2-4]
            else if (session.EndRequested && !session.IsEnded) await EndAsync(session, SessionTerminatedReason.Normal);
            else if (session.IsStored) await StoredQueue.LoadAsync(session);
        }

        if (session is null || session.IsEnded)
        {
            session = new Session(_engine, clientId);
            _engine.Sessions.Add(session);
            _engine.Counters.SessionCreated();
            session.Connection = connection;
            return (session, false);
        }

        _engine.SessionWheel.Cancel(session.Expiry);
        CancelPendingWill(session); // [MQTT-3.1.3-9]
        session.Connection = connection;
        session.DisconnectedAt = null;
        return (session, true);
    }

    /// <summary>The end of a connection; enters the slot. Does nothing when the session has gone to another connection meanwhile.</summary>
    internal async Task DetachAsync(Connection connection)
    {
        if (connection.Session is not { } session) return;
        using var slot = await _engine.Sessions.EnterAsync(session.ClientId);
        await DetachAsync(connection, session);
    }

    internal async Task ExpireAsync(Session session)
    {
        try
        {
            using var slot = await _engine.Sessions.EnterAsync(session.ClientId);
            if (session.IsEnded || session.Connection is not null || session.Expiry.Slot >= 0) return;
            Log.SessionExpired(_engine.Logger, session.ClientId);
            await EndAsync(session, SessionTerminatedReason.Expired);
        }
        catch (Exception exception)
        {
            Log.SessionFault(_engine.Logger, session.ClientId, exception);
        }
    }

    internal async Task PublishPendingWillAsync(Session session, WillDelay delay)
    {
        try
        {
            using var slot = await _engine.Sessions.EnterAsync(session.ClientId);
            if (session.PendingWill != delay) return;
            session.PendingWill = null;
            await PublishWillAsync(session, delay.Will);
            if (session.EndRequested && !session.IsEnded) await EndAsync(session, SessionTerminatedReason.Normal);
        }
        catch (Exception exception)
        {
            Log.SessionFault(_engine.Logger, session.ClientId, exception);
        }
    }

    /// <summary>
    /// Ends a session on request, with its connection; false when there is none. Returns when it has ended, except while a hook of that client runs: the hook may be the one that
    /// asks, or may wait for another that asks in turn, so whoever runs it ends the session after it.
    /// </summary>
    internal async ValueTask<bool> TerminateAsync(string clientId)
    {
        if (!_engine.Sessions.TryGet(clientId, out var session)) return false;
        session.EndRequested = true;
        session.Connection?.RequestClose(EndedOnRequest);
        // Of two hooks that ask for each other's end at the same time, one at least must see the other.
        Interlocked.MemoryBarrier();
        if (session.IsHeldByHook) return true;

        using var slot = await _engine.Sessions.EnterAsync(clientId);
        if (session.Connection is { } connection)
        {
            connection.RequestClose(EndedOnRequest);
            await connection.Ended;
            await DetachAsync(connection, session);
        }

        if (!session.IsEnded) await EndAsync(session, SessionTerminatedReason.Normal);
        return true;
    }

    private static CloseReason EndedOnRequest => new(Mqtt.ReasonCode.AdministrativeAction, false, "session ended by an administrator");

    private async ValueTask DetachAsync(Connection connection, Session session)
    {
        if (session.Connection != connection) return;
        session.Connection = null;
        session.Sender.Detach();
        session.DisconnectedAt = _engine.Clock.UtcNow;
        var will = session.Will;
        session.Will = null; // [MQTT-3.1.2-10]
        // [MQTT-3.1.2-8] after the delay or at the session's end, whichever is first.
        var isDelayed = will?.Delay > TimeSpan.Zero && !session.IsEphemeral && !session.EndRequested;
        Left(session, isDelayed ? will : null, hasNone: will is null);
        if (will is not null && !isDelayed) await PublishWillAsync(session, will);

        if (session.IsEphemeral || session.EndRequested) await EndAsync(session, SessionTerminatedReason.Normal);
        else if (session.ExpirySeconds != uint.MaxValue) _engine.SessionWheel.Schedule(session.Expiry, _engine.Clock.Now + (session.ExpirySeconds * 1000L));
    }

    private async ValueTask EndAsync(Session session, SessionTerminatedReason reason)
    {
        _engine.SessionWheel.Cancel(session.Expiry);
        var will = CancelPendingWill(session);
        session.IsEnded = true;
        GiveUp(session);
        _engine.Sessions.Remove(session);
        _engine.Counters.SessionTerminated(reason);
        if (will is not null) await PublishWillAsync(session, will);
        await _engine.Hooks.SessionTerminatedAsync(session, session.ClientId, reason);
    }

    /// <summary>The connection has ended: when, and what becomes of the will, is stored together.</summary>
    private void Left(Session session, WillMessage? delayed, bool hasNone)
    {
        using var unit = _engine.Unit();
        session.Journal?.Saved(session);
        if (delayed is not null) DelayWill(session, delayed);
        else if (hasNone) session.Journal?.WillCancelled();
    }

    /// <summary>Takes everything from a session that ends; messages of shared groups go on to others in the same unit, or a crash between would lose them.</summary>
    private void GiveUp(Session session)
    {
        using var batch = _engine.Batches.Rent();
        using var unit = _engine.Unit();
        session.Subscriptions.Clear(end: true);
        foreach (var orphan in session.Sender.End(batch)) GiveToGroup(orphan, session, batch);
        session.Journal?.Removed();
        session.Journal = null;
    }

    private static void GiveToGroup(in OutboundMessage orphan, Session session, Batch batch)
    {
        foreach (var member in orphan.Group!.Members)
        {
            // [MQTT-4.8.2-3] as it was granted to the member that gets it, not to the one that went.
            var inherited = orphan with
            {
                QoS = orphan.Message.QoS < member.QoS ? orphan.Message.QoS : member.QoS,
                Retain = orphan.Message.Retain && member.RetainAsPublished,
                SubscriptionIds = member.SubscriptionIds,
            };
            if (member.Subscriber is Session other && other != session && other.Sender.Adopt(inherited, batch)) return;
        }

        batch.Dropped(session.ClientId, orphan.Message, orphan.QoS, orphan.Retain, DropReason.SessionEnded);
    }

    private void DelayWill(Session session, WillMessage will)
    {
        var dueAt = _engine.Clock.Now + (long)will.Delay.TotalMilliseconds;
        session.Journal?.WillScheduled(will, dueAt);
        DelayWill(session, will, dueAt);
    }

    /// <summary>Sets a will's time.</summary>
    internal void DelayWill(Session session, WillMessage will, long dueAt)
    {
        var delay = new WillDelay(session, will);
        session.PendingWill = delay;
        _engine.SessionWheel.Schedule(delay, dueAt);
    }

    private WillMessage? CancelPendingWill(Session session)
    {
        if (session.PendingWill is not { } pending) return null;
        _engine.SessionWheel.Cancel(pending);
        session.PendingWill = null;
        return pending.Will;
    }

    private async ValueTask PublishWillAsync(Session session, WillMessage will)
    {
        var clientId = session.ClientId;
        var request = new WillMsgRequest(will.Message);
        if (_engine.Hooks.Set.OnWillPublish is not null)
        {
            await _engine.Hooks.DecideAsync(
                session, nameof(OnWillPublish), hooks => hooks.OnWillPublish?.Invoke(clientId, request, default) ?? default, (_, _, _) => request.Drop(), Mqtt.ReasonCode.ImplementationSpecificError);
        }

        if (request.IsDropped)
        {
            session.Journal?.WillCancelled();
            return;
        }

        try
        {
            _engine.Publish(request.Message, request.Route, clientId, session.Journal);
        }
        catch (Exception exception)
        {
            // A plugin's message, of memory of its own making: whoever waits for the end of this session must not pay for it.
            Log.HookFailed(_engine.Logger, nameof(OnWillPublish), exception);
            return;
        }

        await _engine.Hooks.WillPublishedAsync(session, clientId, request.Message);
    }
}
