using Gmqtt.Admin.Clients;
using Gmqtt.Admin.Http;
using Gmqtt.Clients;
using Gmqtt.Services;

namespace Gmqtt.Admin.Statistics;

/// <summary>A client that stands out.</summary>
internal sealed record TopClient
{
    public required string ClientId { get; init; }

    public required string Username { get; init; }

    public bool Connected { get; init; }

    public int QueueLen { get; init; }

    public long QueuedBytes { get; init; }

    public int MaxQueue { get; init; }

    public int InflightLen { get; init; }

    public int MaxInflight { get; init; }

    /// <summary>Messages dropped for it since its session began.</summary>
    public long Dropped { get; init; }

    /// <summary>Age of the oldest message it has not got rid of; null where there is none.</summary>
    public double? OldestSeconds { get; init; }
}

/// <summary>The clients that stand out most.</summary>
internal sealed record TopAnswer(string By, IReadOnlyList<TopClient> Clients);

/// <summary>The biggest queues and the slowest subscribers. One look through all sessions per question, which holds no more than the answer.</summary>
internal sealed class TopClients(IServer server, TimeProvider time)
{
    private const int DefaultLimit = 20;
    private const int MostRows = 100;

    // For "slow": with so many to choose from, the age of the oldest message decides among those with the fullest windows.
    private const int SlowCandidates = 200;

    internal TopAnswer Find(string? by, int? limit)
    {
        by = string.IsNullOrEmpty(by) ? "queue" : by;
        var count = limit ?? DefaultLimit;
        if (count is < 1 or > MostRows) throw RequestRefusedException.BadField("limit", $"1 to {MostRows}");
        var rows = by switch
        {
            "queue" => Most(s => s.QueuedMessages, count),
            "queued_bytes" => Most(s => s.QueuedBytes, count),
            "inflight" => Most(s => s.InflightMessages, count),
            "dropped" => Most(s => Dropped(s.ClientId), count),
            "slow" => Slowest(count),
            _ => throw RequestRefusedException.BadField("by", "queue, queued_bytes, inflight, dropped or slow"),
        };
        return new TopAnswer(by, rows);
    }

    private List<TopClient> Slowest(int count)
        => [.. Best(s => Fullness(s), SlowCandidates).Select(Row).OrderByDescending(r => r.OldestSeconds ?? 0).ThenByDescending(r => r.QueueLen).Take(count)];

    /// <summary>A receiver that keeps its window full and lets messages wait is the slow one.</summary>
    private static long Fullness(SessionInfo session)
        => !session.IsConnected || session.InflightMessages + session.QueuedMessages == 0 ? 0 : 1_000L * session.InflightMessages / Math.Max(session.MaxInflight, 1) + session.QueuedMessages;

    private List<TopClient> Most(Func<SessionInfo, long> measure, int count) => [.. Best(measure, count).Select(Row)];

    private List<SessionInfo> Best(Func<SessionInfo, long> measure, int count)
    {
        var heap = new PriorityQueue<SessionInfo, long>();
        foreach (var session in server.ClientService.Sessions())
        {
            var value = measure(session);
            if (value <= 0) continue;
            if (heap.Count < count) heap.Enqueue(session, value);
            else heap.EnqueueDequeue(session, value);
        }

        var best = new List<SessionInfo>(heap.Count);
        while (heap.TryDequeue(out var session, out _)) best.Add(session);
        best.Reverse();
        return best;
    }

    private long Dropped(string clientId) => server.StatsManager.GetClientStats(clientId) is { } stats ? ClientShape.Dropped(stats.Messages) : 0;

    private TopClient Row(SessionInfo session) => new()
    {
        ClientId = session.ClientId,
        Username = session.Username ?? "",
        Connected = session.IsConnected,
        QueueLen = session.QueuedMessages,
        QueuedBytes = session.QueuedBytes,
        MaxQueue = session.MaxQueuedMessages,
        InflightLen = session.InflightMessages,
        MaxInflight = session.MaxInflight,
        Dropped = Dropped(session.ClientId),
        OldestSeconds = server.ClientService.Queue(session.ClientId, 1) is [var oldest] ? Math.Max(0, (time.GetUtcNow() - oldest.Since).TotalSeconds) : null,
    };
}
