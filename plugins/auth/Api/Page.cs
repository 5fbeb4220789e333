using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Gmqtt.Auth.Api;

/// <summary>Which part of a list: gmqtt's numbered pages.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">Most rows.</param>
internal readonly record struct Page(int Number, int Size)
{
    internal const int MostRows = 1000;

    private const int DefaultRows = 20;

    /// <summary>0 is what gmqtt's clients send for "as you like".</summary>
    internal static Page Of(long number, long size)
    {
        if (size is < 0 or > MostRows) throw RequestRefusedException.BadField("page_size", $"write a number from 1 to {MostRows}");
        if (number is < 0 or > int.MaxValue) throw RequestRefusedException.BadField("page", "pages are counted from 1");
        return new Page(Math.Max(1, (int)number), size == 0 ? DefaultRows : (int)size);
    }

    /// <summary>From the query; a parameter nobody knows is refused.</summary>
    internal static Page Of(HttpRequest request)
    {
        foreach (var name in request.Query.Keys)
        {
            if (name is not ("page" or "page_size")) throw RequestRefusedException.BadField(name, "there is no such parameter; there are page and page_size");
        }

        return Of(NumberOf(request, "page"), NumberOf(request, "page_size"));
    }

    internal IReadOnlyList<T> Cut<T>(IEnumerable<T> all) => (Number - 1L) * Size > int.MaxValue ? [] : [.. all.Skip((Number - 1) * Size).Take(Size)];

    private static long NumberOf(HttpRequest request, string name)
    {
        var values = request.Query[name];
        if (values.Count == 0) return 0;
        return values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw RequestRefusedException.BadField(name, "write one whole number");
    }
}
