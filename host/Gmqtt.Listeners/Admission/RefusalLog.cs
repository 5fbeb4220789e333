using System.Net;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Listeners.Admission;

/// <summary>
/// One line for each source address, listener and kind of refusal in a minute, whatever the address sends: a scan must not fill the disk.
/// </summary>
internal sealed class RefusalLog(ILogger logger, TimeProvider timeProvider)
{
    /// <summary>Sources remembered; with more within a minute than this, the rest is counted and not logged.</summary>
    private const int Capacity = 1024;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<Source, Entry> _entries = [];
    private long _forgot;

    /// <param name="remote">Who.</param>
    /// <param name="listener">Where, as configured.</param>
    /// <param name="kind">Same kind, same line: a constant.</param>
    /// <param name="reason">What happened and what to do about it.</param>
    public void Write(EndPoint? remote, string listener, string kind, string reason)
    {
        var who = Name(remote);
        if (ShouldWrite(new Source(who, listener, kind)) is { } unwritten)
        {
            logger.Refused(who, listener, reason, unwritten == 0 ? string.Empty : $" ({unwritten} more like it since the last such line)");
        }
    }

    /// <summary>The address without the port: that changes with each try.</summary>
    public static string Name(EndPoint? remote) =>
        remote switch
        {
            IPEndPoint ip => ip.Address.ToString(),
            null => "a local process",
            _ => remote.ToString() ?? string.Empty,
        };

    private int? ShouldWrite(Source source)
    {
        var now = timeProvider.GetTimestamp();
        lock (_gate)
        {
            if (_entries.TryGetValue(source, out var entry) && timeProvider.GetElapsedTime(entry.Written, now) < Quiet)
            {
                entry.Unwritten++;
                return null;
            }

            if (entry is null && _entries.Count >= Capacity && !Forget(now))
            {
                return null;
            }

            _entries[source] = new Entry { Written = now };
            return entry?.Unwritten ?? 0;
        }
    }

    private bool Forget(long now)
    {
        // Looking through all of them for each refusal would be work an attacker could order.
        if (timeProvider.GetElapsedTime(_forgot, now) < BetweenSweeps)
        {
            return false;
        }

        _forgot = now;
        foreach (var (source, entry) in _entries)
        {
            if (timeProvider.GetElapsedTime(entry.Written, now) >= Quiet)
            {
                _entries.Remove(source);
            }
        }

        return _entries.Count < Capacity;
    }

    private readonly record struct Source(string Remote, string Listener, string Kind);

    private sealed class Entry
    {
        public long Written { get; init; }

        public int Unwritten { get; set; }
    }
}
