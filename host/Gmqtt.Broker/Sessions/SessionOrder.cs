using System.Collections.Concurrent;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// The Client Identifiers in order, for who reads sessions page by page. Sorted when it is asked for; from then on what is added is noted, and put in its place when it is asked for
/// again, so that a page costs what has changed since the one before, and not all sessions. When nobody has asked during <see cref="MostChanges"/> changes it is thrown away and costs
/// nothing. Identifiers of sessions that have ended may be among them: who reads looks each up.
/// </summary>
internal sealed class SessionOrder(ConcurrentDictionary<string, Session> sessions)
{
    private const int MostChanges = 16_384;
    private const int MostFresh = 2_048;

    private readonly Lock _gate = new();
    private volatile Notes? _notes;

    /// <summary>Noted after it was put into the sessions: whoever begins to take notes meanwhile finds it there.</summary>
    internal void Added(string clientId)
    {
        Interlocked.MemoryBarrier();
        if (_notes is { } notes && IsWorthIt(notes)) notes.Added.Enqueue(clientId);
    }

    internal void Removed()
    {
        if (_notes is { } notes && IsWorthIt(notes)) Interlocked.Increment(ref notes.Gone);
    }

    /// <summary>Those behind one, in order, as they are now.</summary>
    internal IEnumerable<string> Read(string? after)
    {
        // Only readers wait for each other here.
        lock (_gate)
        {
            var notes = _notes is { } kept && TakeIn(kept) ? kept : Sort();
            return Read(notes.Ids, notes.Fresh, after);
        }
    }

    private static IEnumerable<string> Read(string[] ids, string[] fresh, string? after)
    {
        var (i, j) = (Behind(ids, after), Behind(fresh, after));
        while (i < ids.Length || j < fresh.Length)
            yield return j == fresh.Length || (i < ids.Length && string.CompareOrdinal(ids[i], fresh[j]) < 0) ? ids[i++] : fresh[j++];
    }

    private static int Behind(string[] ids, string? after)
    {
        if (after is null) return 0;
        var place = Array.BinarySearch(ids, after, StringComparer.Ordinal);
        return place < 0 ? ~place : place + 1;
    }

    /// <summary>Puts what was noted in its place.</summary>
    /// <returns>False when it is not all that has changed.</returns>
    private bool TakeIn(Notes notes)
    {
        Volatile.Write(ref notes.Changes, 0);
        var added = new HashSet<string>(StringComparer.Ordinal);
        while (notes.Added.TryDequeue(out var clientId))
        {
            // A session that ended and began anew is there already.
            if (!Has(notes.Ids, clientId) && !Has(notes.Fresh, clientId)) added.Add(clientId);
        }

        if (notes.AreIncomplete) return false;
        if (added.Count > 0) notes.Fresh = Sorted(notes.Fresh, added);
        if (notes.Fresh.Length > MostFresh) (notes.Ids, notes.Fresh) = (Sorted(notes.Ids, notes.Fresh), []);
        if (Volatile.Read(ref notes.Gone) <= (notes.Ids.Length / 4) + MostFresh) return true;
        Volatile.Write(ref notes.Gone, 0);
        (notes.Ids, notes.Fresh) = (Array.FindAll(notes.Ids, sessions.ContainsKey), Array.FindAll(notes.Fresh, sessions.ContainsKey));
        return true;
    }

    /// <summary>Notes are taken first, then it is sorted: nothing falls between.</summary>
    private Notes Sort()
    {
        var notes = new Notes();
        _notes = notes;
        Interlocked.MemoryBarrier();
        notes.Ids = Sorted([], sessions.Select(pair => pair.Key));
        return notes;
    }

    private static bool Has(string[] ids, string clientId) => Array.BinarySearch(ids, clientId, StringComparer.Ordinal) >= 0;

    private static string[] Sorted(string[] ids, IEnumerable<string> added)
    {
        string[] all = [.. ids, .. added];
        Array.Sort(all, StringComparer.Ordinal);
        return all;
    }

    /// <summary>Counts a change; false when nobody has looked for so many that sorting anew is better than keeping them.</summary>
    private bool IsWorthIt(Notes notes)
    {
        if (Interlocked.Increment(ref notes.Changes) <= MostChanges) return true;
        notes.AreIncomplete = true; // told to who is reading just now
        Interlocked.CompareExchange(ref _notes, null, notes);
        return false;
    }

    private sealed class Notes
    {
        internal int Changes;
        internal int Gone;
        private volatile bool _areIncomplete;

        internal ConcurrentQueue<string> Added { get; } = new();

        /// <summary>In order, of all but the latest.</summary>
        internal string[] Ids { get; set; } = [];

        /// <summary>In order, the latest: few, so that putting another one in moves few.</summary>
        internal string[] Fresh { get; set; } = [];

        internal bool AreIncomplete { get => _areIncomplete; set => _areIncomplete = value; }
    }
}
