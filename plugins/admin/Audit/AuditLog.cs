using System.Security.Claims;
using Gmqtt.Admin.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Admin.Audit;

/// <summary>Everything that was changed over the API: the latest in memory, all that fits on disk.</summary>
internal sealed class AuditLog
{
    private const int InMemory = 10_000;
    private const int LongestText = 1_000;

    private readonly AuditFile _file;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly LinkedList<AuditEntry> _entries;

    internal AuditLog(AuditFile file, TimeProvider time, ILogger logger)
    {
        _file = file;
        _time = time;
        _logger = logger;
        _entries = new LinkedList<AuditEntry>(file.ReadLatest(InMemory));
    }

    /// <summary>Does something and writes down what came of it.</summary>
    internal async Task<T> RecordAsync<T>(HttpContext context, string action, string target, string? detail, Func<Task<T>> change)
    {
        try
        {
            var result = await change();
            Add(context, action, target, detail, "ok", StatusCodes.Status200OK);
            return result;
        }
        catch (RequestRefusedException refused)
        {
            Add(context, action, target, refused.Message, "refused", refused.Kind.HttpStatus());
            throw;
        }
        catch (Exception exception)
        {
            Add(context, action, target, exception.Message, "failed", StatusCodes.Status500InternalServerError);
            throw;
        }
    }

    /// <summary>The latest first.</summary>
    internal AuditPage List(PageRequest page, string? who, string? action)
    {
        lock (_gate)
        {
            var before = page.After is [var text] && long.TryParse(text, out var id) ? id : long.MaxValue;
            var found = Backwards().Where(e => e.Id < before && (string.IsNullOrEmpty(who) || e.Who == who) && (string.IsNullOrEmpty(action) || e.Action == action));
            var rows = Rows<AuditEntry>.Read(found, page);
            return new AuditPage(rows.Items, rows.HasMore ? Cursor.Encode($"{rows.Items[^1].Id}") : null);
        }
    }

    private void Add(HttpContext context, string action, string target, string? detail, string result, int status)
    {
        // A line each time somebody changes something: written in place, so that the order on disk is that of the numbers, and on disk before it is answered.
        lock (_gate)
        {
            var entry = new AuditEntry
            {
                Id = (_entries.Last?.Value.Id ?? 0) + 1,
                At = _time.GetUtcNow(),
                Who = context.User.Identity?.Name ?? "anonymous",
                Role = context.User.FindFirst(ClaimTypes.Role)?.Value ?? "",
                RemoteAddr = context.Connection.RemoteIpAddress is { } address ? $"{address}:{context.Connection.RemotePort}" : "",
                Action = action,
                Target = Short(target),
                Result = result,
                Status = status,
                Detail = Short(detail ?? ""),
            };
            _entries.AddLast(entry);
            if (_entries.Count > InMemory) _entries.RemoveFirst();
            Write(entry);
        }
    }

    private void Write(AuditEntry entry)
    {
        try
        {
            _file.Append(entry);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The change has been made: to answer that it failed would be a lie. The log says it instead.
            _logger.AuditNotWritten(exception, entry.Action, entry.Target);
        }
    }

    private IEnumerable<AuditEntry> Backwards()
    {
        for (var node = _entries.Last; node is not null; node = node.Previous) yield return node.Value;
    }

    private static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
