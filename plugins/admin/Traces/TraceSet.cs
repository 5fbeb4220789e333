using Gmqtt.Admin.Http;
using Gmqtt.Admin.Messages;

namespace Gmqtt.Admin.Traces;

/// <summary>
/// All traces. The hooks that are called for each message are put in force when the first trace begins and taken out when the last one ends: who does not trace pays nothing.
/// </summary>
internal sealed class TraceSet(TimeProvider time)
{
    private const int Most = 8;
    private const int LongestSeconds = 3_600;
    private const int MostPayloadBytes = 4_096;
    private readonly Lock _gate = new();
    private readonly List<Trace> _all = [];
    private volatile Trace[] _running = [];
    private int _lastId;

    /// <summary>Those that look; replaced as a whole.</summary>
    internal Trace[] Running => _running;

    /// <summary>Has the plugin's hooks asked for again.</summary>
    internal Func<Task> RefreshHooks { get; set; } = () => Task.CompletedTask;

    internal async Task<TraceRow> StartAsync(TraceRequest request, string createdBy)
    {
        Check(request);
        Trace trace;
        lock (_gate)
        {
            if (_all.Count >= Most) throw RequestRefusedException.TooMany($"there are {Most} traces already: delete one");
            trace = new Trace($"{++_lastId}", request, createdBy, time.GetUtcNow());
            _all.Add(trace);
            Publish();
        }

        await RefreshHooks();
        return trace.Describe();
    }

    internal TraceList List()
    {
        lock (_gate) return new TraceList([.. _all.Select(t => t.Describe())]);
    }

    internal Trace Find(string id)
    {
        lock (_gate) return _all.Find(t => t.Id == id) ?? throw RequestRefusedException.NotFound("id", $"there is no trace '{id}'");
    }

    internal async Task<TraceRow> StopAsync(string id)
    {
        var trace = Find(id);
        trace.Stop();
        await ChangedAsync();
        return trace.Describe();
    }

    internal async Task<Empty> DeleteAsync(string id)
    {
        var trace = Find(id);
        trace.Stop();
        lock (_gate) _all.Remove(trace);
        await ChangedAsync();
        return new Empty();
    }

    /// <summary>Ends those whose time is over.</summary>
    internal async ValueTask ExpireAsync()
    {
        var now = time.GetUtcNow();
        var over = _running.Where(t => t.EndsAt <= now).ToList();
        if (over.Count == 0) return;
        over.ForEach(t => t.Stop());
        await ChangedAsync();
    }

    private static void Check(TraceRequest request)
    {
        if (request.ClientId is "") request.ClientId = null;
        if (request.TopicFilter is "") request.TopicFilter = null;
        if (request.ClientId is null && request.TopicFilter is null) throw RequestRefusedException.BadField("client_id", "client_id, topic_filter or both are needed");
        if (request.TopicFilter is { } filter && FilterText.Problem(filter) is { } problem) throw RequestRefusedException.BadField("topic_filter", problem);
        if (request.DurationSeconds is < 1 or > LongestSeconds) throw RequestRefusedException.BadField("duration_seconds", $"1 to {LongestSeconds}");
        if (request.PayloadBytes is < 0 or > MostPayloadBytes) throw RequestRefusedException.BadField("payload_bytes", $"0 to {MostPayloadBytes}");
    }

    private Task ChangedAsync()
    {
        lock (_gate) Publish();
        return RefreshHooks();
    }

    private void Publish() => _running = [.. _all.Where(t => t.IsRunning)];
}
