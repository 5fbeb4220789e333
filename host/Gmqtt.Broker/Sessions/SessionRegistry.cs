using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// All sessions by Client Identifier, and the slots: whoever connects, ends or expires a session holds the slot of its Client Identifier, so that these never overlap
/// for one client and never wait for another. A slot exists only while somebody holds it or waits for it.
/// </summary>
internal sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    internal int Count => _sessions.Count;

    internal ICollection<Session> All => _sessions.Values;

    /// <summary>All sessions without a copy and without a lock; reflects changes made meanwhile.</summary>
    internal IEnumerable<Session> InNoOrder => _sessions.Select(pair => pair.Value);

    internal bool TryGet(string clientId, [MaybeNullWhen(false)] out Session session) => _sessions.TryGetValue(clientId, out session);

    /// <summary>Adds a session; the caller holds the slot.</summary>
    internal void Add(Session session) => _sessions[session.ClientId] = session;

    /// <summary>Removes a session; the caller holds the slot.</summary>
    internal void Remove(Session session) => _sessions.TryRemove(KeyValuePair.Create(session.ClientId, session));

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
