using Gmqtt.Admin.Http;
using Gmqtt.Admin.Messages;

namespace Gmqtt.Admin.Traces;

/// <summary>What happens to one client, or to the messages of one filter, while somebody looks. Holds the latest records; never holds up a message.</summary>
internal sealed class Trace(string id, TraceRequest request, string createdBy, DateTimeOffset createdAt)
{
    private const int MostRecords = 10_000;
    private const long MostBytes = 8 * 1024 * 1024;
    private const int RecordBytes = 200;
    private readonly RecordRing<TraceRecord> _records = new(MostRecords, MostBytes);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isRunning = true;

    internal string Id => id;

    internal int PayloadBytes => request.PayloadBytes;

    internal DateTimeOffset EndsAt { get; } = createdAt + TimeSpan.FromSeconds(request.DurationSeconds);

    internal bool IsRunning => _isRunning;

    /// <summary>Completes when it is stopped.</summary>
    internal Task Ended => _ended.Task;

    internal void Stop()
    {
        _isRunning = false;
        _ended.TrySetResult();
    }

    /// <summary>Whether a message is of interest.</summary>
    internal bool Covers(string clientId, string topicName)
        => (request.ClientId is null || request.ClientId == clientId) && (request.TopicFilter is null || FilterText.Matches(request.TopicFilter, topicName));

    /// <summary>Whether an event, which has no topic, is of interest.</summary>
    internal bool Covers(string clientId) => request.TopicFilter is null && request.ClientId == clientId;

    internal void Add(TraceRecord record) => _records.Add(seq => record with { Seq = seq }, RecordBytes + 2 * (record.TopicName?.Length ?? 0) + 2 * (record.Payload?.Base64.Length ?? 0));

    internal RingRead<TraceRecord> Read(long after, int count) => _records.Read(after, count);

    internal TraceRow Describe()
    {
        var (total, held) = (_records.Total, _records.Held);
        return new TraceRow
        {
            Id = id,
            ClientId = request.ClientId,
            TopicFilter = request.TopicFilter,
            CreatedAt = createdAt,
            EndsAt = EndsAt,
            State = _isRunning ? "running" : "stopped",
            PayloadBytes = request.PayloadBytes,
            Records = total,
            Held = held,
            Dropped = Math.Max(0, total - held),
            CreatedBy = createdBy,
        };
    }
}
