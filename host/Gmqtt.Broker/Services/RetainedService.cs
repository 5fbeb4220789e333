using Gmqtt.Broker.Routing;
using Gmqtt.Messages;
using Gmqtt.Services;

namespace Gmqtt.Broker.Services;

/// <summary>Retained messages.</summary>
internal sealed class RetainedService(Engine engine) : IRetainedService
{
    public int Count => engine.Retained.Count;

    public long Bytes => engine.Retained.Bytes;

    public Message? Get(string topicName) => engine.Retained.Get(topicName) is { } stored ? Shape(stored) : null;

    public IEnumerable<Message> Match(string topicFilter) => engine.Retained.Match(topicFilter).Select(Shape);

    public async ValueTask<bool> SetAsync(Message message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ServerServices.Validate(message, engine.Options);
        var stored = true;
        long ticket;
        if (message.Payload.IsEmpty) engine.Retained.Remove(message.TopicName, null, out ticket);
        else stored = engine.Retained.Set(MessageShape.ToStored(message with { Retain = true }, engine.Clock.Now, ""), engine.Options.Limits, out ticket);
        await engine.CommittedAsync(ticket).WaitAsync(cancellationToken);
        return stored;
    }

    public async ValueTask<bool> RemoveAsync(string topicName, CancellationToken cancellationToken = default)
    {
        var removed = engine.Retained.Remove(topicName, null, out var ticket);
        await engine.CommittedAsync(ticket).WaitAsync(cancellationToken);
        return removed;
    }

    public async ValueTask<int> ClearAsync(CancellationToken cancellationToken = default)
    {
        var removed = 0;
        var last = 0L;
        foreach (var stored in engine.Retained.All().ToList())
        {
            if (!engine.Retained.Remove(stored.TopicName, stored, out var ticket)) continue;
            last = Math.Max(last, ticket);
            removed++;
        }

        await engine.CommittedAsync(last).WaitAsync(cancellationToken);
        return removed;
    }

    private Message Shape(StoredMessage stored) => MessageShape.ToMessage(stored, stored.QoS, true, engine.Clock.Now);
}
