using Gmqtt.Broker.Sessions;

namespace Gmqtt.Broker.Services;

/// <summary>
/// Sessions in the order of their Client Identifiers, for who reads a page of them. The registry has no order, and keeping one would cost every connect; so a look through
/// all of them picks the next few, and the few grow while the reader goes on. With 200,000 sessions a page costs some milliseconds, where sorting took a hundred and more.
/// </summary>
internal static class SessionPages
{
    private const int FirstPiece = 128;
    private const int Growth = 4;
    private const int LargestPiece = 1 << 20;

    private static readonly Comparer<string> GreatestFirst = Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a));

    internal static IEnumerable<Session> Read(SessionRegistry sessions, string? after)
    {
        for (var piece = FirstPiece; ; piece = Math.Min(piece * Growth, LargestPiece))
        {
            var next = Smallest(sessions, after, piece);
            foreach (var session in next) yield return session;
            if (next.Length < piece) yield break;
            after = next[^1].ClientId;
        }
    }

    private static Session[] Smallest(SessionRegistry sessions, string? after, int count)
    {
        var heap = new PriorityQueue<Session, string>(GreatestFirst);
        foreach (var session in sessions.InNoOrder)
        {
            if (after is not null && string.CompareOrdinal(session.ClientId, after) <= 0) continue;
            if (heap.Count < count) heap.Enqueue(session, session.ClientId);
            else heap.EnqueueDequeue(session, session.ClientId);
        }

        var smallest = new Session[heap.Count];
        for (var i = smallest.Length - 1; i >= 0; i--) smallest[i] = heap.Dequeue();
        return smallest;
    }
}
