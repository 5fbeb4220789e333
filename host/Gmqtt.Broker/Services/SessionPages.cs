using Gmqtt.Broker.Sessions;

namespace Gmqtt.Broker.Services;

/// <summary>
/// Sessions in the order of their Client Identifiers, for who reads a page of them. The registry has no order, and keeping one would cost every connect; so a look through
/// all of them picks the next few. A reader who goes on gets more at a time, and who still goes on wants them all: then the rest is sorted, once.
/// </summary>
internal static class SessionPages
{
    private static readonly int[] Pieces = [128, 2_048];

    private static readonly Comparer<string> GreatestFirst = Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a));

    internal static IEnumerable<Session> Read(SessionRegistry sessions, string? after)
    {
        foreach (var piece in Pieces)
        {
            var next = Smallest(sessions, after, piece);
            foreach (var session in next) yield return session;
            if (next.Length < piece) yield break;
            after = next[^1].ClientId;
        }

        foreach (var session in Rest(sessions, after)) yield return session;
    }

    private static Session[] Smallest(SessionRegistry sessions, string? after, int count)
    {
        var heap = new PriorityQueue<Session, string>(GreatestFirst);
        foreach (var session in Behind(sessions, after))
        {
            if (heap.Count < count) heap.Enqueue(session, session.ClientId);
            else heap.EnqueueDequeue(session, session.ClientId);
        }

        var smallest = new Session[heap.Count];
        for (var i = smallest.Length - 1; i >= 0; i--) smallest[i] = heap.Dequeue();
        return smallest;
    }

    private static List<Session> Rest(SessionRegistry sessions, string? after)
    {
        var rest = Behind(sessions, after).ToList();
        rest.Sort((a, b) => string.CompareOrdinal(a.ClientId, b.ClientId));
        return rest;
    }

    private static IEnumerable<Session> Behind(SessionRegistry sessions, string? after)
        => after is null ? sessions.InNoOrder : sessions.InNoOrder.Where(s => string.CompareOrdinal(s.ClientId, after) > 0);
}
