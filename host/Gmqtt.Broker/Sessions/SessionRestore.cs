using Gmqtt.Broker.Routing;
using Gmqtt.Broker.Stores;
using Gmqtt.Broker.Stores.Records;
using Gmqtt.Broker.Time;
using Gmqtt.Messages;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// Puts the state of the life before in place when the broker starts, before anybody can connect: sessions without their queues (<see cref="StoredQueue"/> reads those), subscriptions, wills,
/// retained messages. Then, when plugins are there to be asked, <see cref="ResumeAsync"/> ends what ended meanwhile.
/// </summary>
internal sealed class SessionRestore : IStateVisitor
{
    private const int RowsBetweenLooks = 4096;
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(3);

    private readonly Engine _engine;
    private readonly Clock _clock;
    private readonly Dictionary<ulong, Session> _sessions = [];
    private readonly Dictionary<string, ulong> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _replaced = [];
    private readonly HashSet<ulong> _wereConnected = [];
    private readonly List<(ulong Session, string FullTopicFilter)> _strayFilters = [];
    private readonly HashSet<ulong> _strayWills = [];
    private long _rows;
    private long _told;
    private readonly Dictionary<Session, (WillMessage Will, long? DueAt)> _wills = [];

    internal SessionRestore(Engine engine)
    {
        _engine = engine;
        _clock = engine.Clock;
        _told = _clock.Now;
    }

    /// <summary>How many there are.</summary>
    internal int Count => _sessions.Count;

    public void Session(ulong session, SessionRecord record)
    {
        Tell();
        if (_numbers.TryGetValue(record.ClientId, out var other) && other != session)
        {
            // A crash between the end of a session and the beginning of its successor's: the higher number lives.
            _replaced.Add(Math.Min(session, other));
            if (session < other) return;
            _sessions.Remove(other);
        }

        _numbers[record.ClientId] = session;
        if (record.DisconnectedAt == 0) _wereConnected.Add(session);
        _sessions[session] = new Session(_engine, record.ClientId)
        {
            Username = record.Username,
            ExpirySeconds = record.ExpirySeconds,
            ConnectedAt = DateTimeOffset.FromUnixTimeMilliseconds(record.ConnectedAt),
            // Who was connected when the broker ended was disconnected then; when that was nobody knows, and now is the latest it can have been.
            DisconnectedAt = record.DisconnectedAt == 0 ? _clock.UtcNow : DateTimeOffset.FromUnixTimeMilliseconds(record.DisconnectedAt),
            MaxQueuedMessages = Math.Max(1, record.MaxQueuedMessages),
            MaxInflight = record.MaxInflight,
            IsStored = true,
        };
    }

    public void Subscription(ulong session, Subscription subscription)
    {
        Tell();
        if (_sessions.TryGetValue(session, out var owner)) owner.Subscriptions.Restore(subscription);
        else _strayFilters.Add((session, subscription.FullTopicFilter));
    }

    public void Will(ulong session, in WillRecord will)
    {
        if (!_sessions.TryGetValue(session, out var owner))
        {
            _strayWills.Add(session);
            return;
        }

        var stored = new StoredMessage(null);
        stored.Set(will.Message, _clock);
        var message = MessageShape.ToMessage(stored, stored.QoS, stored.Retain, stored.ArrivedAt);
        _wills[owner] = (new WillMessage(message, TimeSpan.FromSeconds(will.DelaySeconds)), will.DueAt == 0 ? null : _clock.FromUnix(will.DueAt));
    }

    public void Retained(in MessageRecord message)
    {
        Tell();
        var stored = new StoredMessage(null);
        stored.Set(message, _clock);
        _engine.Retained.Set(stored, LimitOptions.None);
    }

    /// <summary>Everything is told, and changes can be written: the sessions are there from now on.</summary>
    internal void Register()
    {
        RemoveStrays();
        foreach (var (number, session) in _sessions)
        {
            session.Journal = new SessionJournal(_engine, number);
            // Else each life would begin its expiry anew, and a session that nobody comes back to would outlive them all.
            if (_wereConnected.Contains(number)) session.Journal.Saved(session);
            _engine.Sessions.Add(session);
            _engine.Counters.SessionRestored();
        }
    }

    /// <summary>Plugins are there to be asked: sessions that have expired end, the others and the wills get their times.</summary>
    internal async Task ResumeAsync()
    {
        foreach (var (session, (will, dueAt)) in _wills) Schedule(session, will, dueAt);
        foreach (var session in _sessions.Values) await ScheduleAsync(session);
    }

    private void Schedule(Session session, WillMessage will, long? dueAt)
    {
        // A will whose connection the broker did not see end: the connection ended with the broker, and the delay begins now.
        var due = dueAt ?? _clock.Now + (session.IsEphemeral ? 0 : (long)will.Delay.TotalMilliseconds);
        if (dueAt is null) session.Journal!.WillScheduled(will, due);
        _engine.Lifecycle.DelayWill(session, will, due);
    }

    private async ValueTask ScheduleAsync(Session session)
    {
        if (session.ExpirySeconds == uint.MaxValue) return;
        var endsAt = _clock.FromUnix(session.DisconnectedAt!.Value.ToUnixTimeMilliseconds()) + (session.ExpirySeconds * 1000L);
        if (endsAt > _clock.Now) _engine.SessionWheel.Schedule(session.Expiry, endsAt);
        else await _engine.Lifecycle.ExpireAsync(session);
    }

    /// <summary>Whoever waits for the start sees that it goes on.</summary>
    private void Tell()
    {
        if (++_rows % RowsBetweenLooks != 0 || _clock.Now - _told < (long)TellEvery.TotalMilliseconds) return;
        _told = _clock.Now;
        Log.Restoring(_engine.Logger, _sessions.Count, _engine.Counters.Subscriptions.SubscriptionsCurrent, _engine.Retained.Count);
    }

    /// <summary>What is left of sessions that ended.</summary>
    private void RemoveStrays()
    {
        using var unit = _engine.Unit();
        foreach (var (session, filter) in _strayFilters) new SessionJournal(_engine, session).Unsubscribed(filter);
        foreach (var session in _strayWills) new SessionJournal(_engine, session).WillCancelled();
        foreach (var session in _replaced) new SessionJournal(_engine, session).Removed();
    }
}
