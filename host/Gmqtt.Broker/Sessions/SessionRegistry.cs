using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// All sessions by Client Identifier, and the slots: whoever connects, ends or expires a session holds the slot of its Client Identifier, so that these never overlap
/// for one client and never wait for another. A slot exists only while somebody holds it or waits for it.
/// </summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly SessionOrder _order;
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HeldMemory _held;

    internal SessionRegistry(HeldMemory held)
    {
        _held = held;
        _order = new SessionOrder(_sessions);
    }

    internal int Count => _sessions.Count;

    internal ICollection<Session> All => _sessions.Values;

    /// <summary>Client Identifiers behind one, in order, and maybe some whose sessions have just ended.</summary>
    internal IEnumerable<string> InOrder(string? after) => _order.Read(after);

    internal bool TryGet(string clientId, [MaybeNullWhen(false)] out Session session) => _sessions.TryGetValue(clientId, out session);

    /// <summary>Adds a session; the caller holds the slot.</summary>
    internal void Add(Session session)
    {
        _sessions[session.ClientId] = session;
        _order.Added(session.ClientId);
        _held.Add(CostOf(session));
    }

    /// <summary>Removes a session; the caller holds the slot.</summary>
    internal void Remove(Session session)
    {
        if (!_sessions.TryRemove(KeyValuePair.Create(session.ClientId, session))) return;
        _order.Removed();
        _held.Add(-CostOf(session));
    }

    private static long CostOf(Session session) => HeldMemory.SessionBytes + (2L * session.ClientId.Length);

    /// <summary>
    /// Waits for the slot of a Client Identifier; dispose what is returned to leave it. Not cancellable: whoever holds a slot gives it up in bounded time.
    /// </summary>
    internal async ValueTask<SlotHolder> EnterAsync(string clientId)
    {
        Slot? slot;
        lock (_gate)
        {
            if (!_slots.TryGetValue(clientId, out slot))
            {
                _slots[clientId] = new Slot();
                return new SlotHolder(this, clientId);
            }

            slot.Waiting++;
        }

        await slot.Turn.WaitAsync();
        return new SlotHolder(this, clientId);
    }

    private void Leave(string clientId)
    {
        lock (_gate)
        {
            var slot = _slots[clientId];
            if (slot.Waiting > 0)
            {
                slot.Waiting--;
                slot.Turn.Release();
            }
            else
            {
                _slots.Remove(clientId);
            }
        }
    }

    private sealed class Slot
    {
        internal SemaphoreSlim Turn { get; } = new(0);

        internal int Waiting { get; set; }
    }

    /// <summary>Holds a slot until it is disposed, once.</summary>
    internal readonly struct SlotHolder(SessionRegistry registry, string clientId) : IDisposable
    {
        public void Dispose() => registry.Leave(clientId);
    }
}
