namespace Gmqtt.Admin.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">The rows.</param>
/// <param name="HasMore">Whether others follow.</param>
internal readonly record struct Rows<T>(List<T> Items, bool HasMore)
{
    /// <summary>Reads one page and the row after it; nothing else.</summary>
    internal static Rows<T> Read(IEnumerable<T> all, PageRequest page)
    {
        var items = new List<T>();
        var index = 0L;
        foreach (var item in all)
        {
            if (index++ < page.Skip) continue;
            if (items.Count == page.Size) return new(items, true);
            items.Add(item);
        }

        return new(items, false);
    }
}
