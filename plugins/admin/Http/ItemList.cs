namespace Gmqtt.Admin.Http;

/// <summary>Lists of a body. The serializer lets null in among a list's items, and in the place of a list that may be left out.</summary>
internal static class ItemList
{
    internal static IReadOnlyList<T> WithoutNull<T>(IReadOnlyList<T>? items, string field)
        where T : class
    {
        if (items is null) throw RequestRefusedException.BadField(field, "must not be null");
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is null) throw RequestRefusedException.BadField($"{field}[{i}]", "must not be null");
        }

        return items;
    }
}
