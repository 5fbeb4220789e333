namespace Gmqtt.Admin.Http;

/// <summary>One page of what has no order of its own: a look through all of it picks the rows that come next, and holds no more than those.</summary>
internal static class SortedPage
{
    private const int DeepestPage = 100_000;
    private static readonly Comparer<string> GreatestFirst = Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a));

    /// <summary>Reads it.</summary>
    /// <returns>The rows in the order of their keys, whether others follow, and how many there are in all.</returns>
    internal static (Rows<T> Rows, int Total) Read<T>(IEnumerable<T> all, Func<T, string> key, PageRequest page)
    {
        if (page.Skip > DeepestPage) throw RequestRefusedException.BadField("page", "is too far back: go on with after");
        var wanted = (int)page.Skip + page.Size + 1;
        var (heap, total) = (new PriorityQueue<T, string>(GreatestFirst), 0);
        foreach (var item in all)
        {
            total++;
            var name = key(item);
            if (page.After is [var after] && string.CompareOrdinal(name, after) <= 0) continue;
            if (heap.Count < wanted) heap.Enqueue(item, name);
            else heap.EnqueueDequeue(item, name);
        }

        var sorted = new T[heap.Count];
        for (var i = sorted.Length - 1; i >= 0; i--) sorted[i] = heap.Dequeue();
        return (Rows<T>.Read(sorted, page), total);
    }
}
