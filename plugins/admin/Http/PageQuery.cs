using Microsoft.AspNetCore.Mvc;

namespace Gmqtt.Admin.Http;

/// <summary>Which part of a list: gmqtt's numbered pages, or what follows a row.</summary>
internal sealed class PageQuery
{
    /// <summary>The most rows of one answer.</summary>
    internal const int MostRows = 1_000;

    private const int DefaultRows = 20;

    /// <summary>Rows of the answer, 1 to 1000; 20 when left out.</summary>
    [FromQuery(Name = "page_size")]
    public int? PageSize { get; init; }

    /// <summary>Number of the page, from 1 on; costs more the higher it is.</summary>
    [FromQuery(Name = "page")]
    public int? Page { get; init; }

    /// <summary>The <c>next</c> of the answer before; costs the same on every page.</summary>
    [FromQuery(Name = "after")]
    public string? After { get; init; }

    /// <summary>Checks it; a cursor has that many parts.</summary>
    internal PageRequest Check(int cursorParts = 1)
    {
        // 0 is what gmqtt's clients send for "as you like".
        var size = PageSize is null or 0 ? DefaultRows : PageSize.Value;
        if (size is < 1 or > MostRows) throw RequestRefusedException.BadField("page_size", $"1 to {MostRows}");
        if (Page < 0) throw RequestRefusedException.BadField("page", "pages are counted from 1");
        if (string.IsNullOrEmpty(After)) return new PageRequest(size, Page is null or 0 ? 0 : Page.Value - 1L, null);
        if (Page is not null and not 0) throw RequestRefusedException.BadField("page", "page or after, not both");
        var after = Cursor.Decode(After);
        return after?.Length == cursorParts ? new PageRequest(size, 0, after) : throw RequestRefusedException.BadField("after", "is not the next of an answer");
    }
}

/// <summary>Which part of a list, checked.</summary>
/// <param name="Size">Most rows.</param>
/// <param name="PagesBefore">Pages to leave out.</param>
/// <param name="After">Begin behind the row with this cursor; null for the beginning.</param>
internal sealed record PageRequest(int Size, long PagesBefore, string[]? After)
{
    /// <summary>Rows to leave out.</summary>
    internal long Skip => PagesBefore * Size;
}
