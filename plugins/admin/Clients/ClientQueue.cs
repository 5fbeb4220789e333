using Gmqtt.Admin.Http;
using Gmqtt.Admin.Messages;
using Gmqtt.Clients;
using Gmqtt.Services;

namespace Gmqtt.Admin.Clients;

/// <summary>A message that a session has not got rid of yet.</summary>
internal sealed record WaitingMessage
{
    /// <summary>Its place, from 0 on.</summary>
    public required int Position { get; init; }

    /// <summary><c>queued</c>, <c>sent</c> or <c>released</c>.</summary>
    public required string State { get; init; }

    /// <summary>Null while it waits.</summary>
    public int? PacketId { get; init; }

    public double AgeSeconds { get; init; }

    /// <summary>The message is null from here on where only its identifier is needed any more.</summary>
    public string? TopicName { get; init; }

    public int? Qos { get; init; }

    public bool? Retained { get; init; }

    public double? ExpiresInSeconds { get; init; }

    public int? PayloadSize { get; init; }

    public Payload? Payload { get; init; }
}

/// <summary>Messages of one page, the oldest first.</summary>
internal sealed record WaitingMessageList(IReadOnlyList<WaitingMessage> Messages, int TotalCount, string? Next);

/// <summary>What waits for a client, and what it has not acknowledged.</summary>
internal sealed class ClientQueue(IServer server, TimeProvider time)
{
    // What a page needs is copied from the front on: a page far back costs all that is before it.
    private const int Deepest = 10_000;

    internal WaitingMessageList Queued(string clientId, PageRequest page, int payloadLimit)
    {
        var session = Session(clientId);
        return Read(session, page, payloadLimit, session.InflightMessages, session.QueuedMessages, isQueue: true);
    }

    internal WaitingMessageList Inflight(string clientId, PageRequest page, int payloadLimit)
    {
        var session = Session(clientId);
        return Read(session, page, payloadLimit, 0, session.InflightMessages, isQueue: false);
    }

    private WaitingMessageList Read(SessionInfo session, PageRequest page, int payloadLimit, int before, int total, bool isQueue)
    {
        var skip = page.After is [var after] ? int.TryParse(after, out var position) && position >= 0 ? position + 1L : throw RequestRefusedException.BadField("after", "is not the next of an answer") : page.Skip;
        if (skip + page.Size > Deepest) throw RequestRefusedException.BadField(page.After is null ? "page" : "after", $"only the first {Deepest} messages are shown");
        var all = server.ClientService.Queue(session.ClientId, (int)Math.Min(before + skip + page.Size + 1, int.MaxValue)).Where(m => m.State == QueuedMessageState.Queued == isQueue);
        var rows = Rows<(QueuedMessage Message, int Position)>.Read(all.Select((m, i) => (m, i)).Skip((int)skip), page with { PagesBefore = 0 });
        return new WaitingMessageList(
            [.. rows.Items.Select(r => Row(r.Message, r.Position, payloadLimit))], total, rows.HasMore ? Cursor.Encode($"{rows.Items[^1].Position}") : null);
    }

    private WaitingMessage Row(QueuedMessage waiting, int position, int payloadLimit) => new()
    {
        Position = position,
        State = waiting.State switch
        {
            QueuedMessageState.Queued => "queued",
            QueuedMessageState.Sent => "sent",
            _ => "released",
        },
        PacketId = waiting.PacketId,
        AgeSeconds = Math.Max(0, (time.GetUtcNow() - waiting.Since).TotalSeconds),
        TopicName = waiting.Message?.TopicName,
        Qos = (int?)waiting.Message?.QoS,
        Retained = waiting.Message?.Retain,
        ExpiresInSeconds = waiting.Message?.MessageExpiry?.TotalSeconds,
        PayloadSize = waiting.Message?.Payload.Length,
        Payload = waiting.Message is { } message ? Payload.Of(message.Payload.Span, payloadLimit) : null,
    };

    private SessionInfo Session(string clientId)
        => server.ClientService.GetSession(clientId) ?? throw RequestRefusedException.NotFound("client_id", $"there is no session of client '{clientId}'");
}
