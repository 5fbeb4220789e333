using Gmqtt.Admin.Http;
using Gmqtt.Clients;
using Gmqtt.Mqtt;

namespace Gmqtt.Admin.Timeline;

/// <summary>The latest events over all clients, and the latest of each of the clients that were heard of last.</summary>
internal sealed class ClientTimeline(AdminOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<OneClient>> _clients = new(StringComparer.Ordinal);
    private readonly LinkedList<OneClient> _quietFirst = new();
    private readonly RecordRing<ClientEvent> _all = new(options.Events, long.MaxValue);

    /// <summary>Told of each event, on the thread it happened on; must not throw.</summary>
    internal Action<ClientEvent>? Added { get; set; }

    internal void Add(IClient client, string type, ReasonCode code = ReasonCode.Success, string? detail = null)
        => Add(client.ClientId, type, code, detail, client);

    internal void Add(string clientId, string type, ReasonCode code = ReasonCode.Success, string? detail = null, IClient? client = null, string remoteAddress = "")
    {
        var now = time.GetUtcNow();
        var added = _all.Add(id => new ClientEvent
        {
            Id = id,
            At = now,
            ClientId = clientId,
            Username = client?.Username ?? "",
            RemoteAddr = client?.RemoteEndPoint?.ToString() ?? remoteAddress,
            Type = type,
            Code = (int)code,
            Reason = ClientEvent.Words(code),
            Detail = detail ?? "",
        });
        if (clientId.Length > 0) Keep(added);
        Added?.Invoke(added);
    }

    /// <summary>What follows an event, for who reads along.</summary>
    internal RingRead<ClientEvent> Read(long after, int count) => _all.Read(after, count);

    internal long Total => _all.Total;

    /// <summary>Events of one client or of all, the latest first.</summary>
    internal EventList List(PageRequest page, string? clientId, string? type)
    {
        if (!string.IsNullOrEmpty(type) && !EventTypes.All.Contains(type)) throw RequestRefusedException.BadField("type", $"one of {string.Join(", ", EventTypes.All)}");
        var before = page.After is not [var text] ? long.MaxValue : long.TryParse(text, out var id) ? id : throw RequestRefusedException.BadField("after", "is not the next of an answer");
        var events = string.IsNullOrEmpty(clientId) ? _all.Latest() : Of(clientId);
        var rows = Rows<ClientEvent>.Read(events.Where(e => e.Id < before && (string.IsNullOrEmpty(type) || e.Type == type)), page);
        return new EventList(rows.Items, rows.HasMore ? Cursor.Encode($"{rows.Items[^1].Id}") : null);
    }

    private List<ClientEvent> Of(string clientId)
    {
        lock (_gate) return _clients.TryGetValue(clientId, out var node) ? [.. node.Value.Events.Reverse()] : [];
    }

    private void Keep(ClientEvent added)
    {
        lock (_gate)
        {
            if (_clients.TryGetValue(added.ClientId, out var node)) _quietFirst.Remove(node);
            else node = Enter(added.ClientId);
            _quietFirst.AddLast(node);
            if (node.Value.Events.Count == options.EventsPerClient) node.Value.Events.Dequeue();
            node.Value.Events.Enqueue(added);
        }
    }

    private LinkedListNode<OneClient> Enter(string clientId)
    {
        if (_clients.Count == options.EventClients)
        {
            _clients.Remove(_quietFirst.First!.Value.ClientId);
            _quietFirst.RemoveFirst();
        }

        return _clients[clientId] = new LinkedListNode<OneClient>(new OneClient(clientId, new Queue<ClientEvent>()));
    }

    private sealed record OneClient(string ClientId, Queue<ClientEvent> Events);
}
