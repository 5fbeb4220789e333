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

    public ValueTask<bool> SetAsync(Message message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ServerServices.Validate(message, engine.Options);
        if (message.Payload.IsEmpty)
        {
            engine.Retained.Remove(message.TopicName);
            return new(true);
        }

        return new(engine.Retained.Set(MessageShape.ToStored(message with { Retain = true }, engine.Clock.Now, ""), engine.Options.Limits));
    }

    public ValueTask<bool> RemoveAsync(string topicName, CancellationToken cancellationToken = default) => new(engine.Retained.Remove(topicName));

    public ValueTask<int> ClearAsync(CancellationToken cancellationToken = default)
    {
        var removed = 0;
        foreach (var stored in engine.Retained.All().ToList())
        {
            if (engine.Retained.Remove(stored.TopicName, stored)) removed++;
        }

        return new(removed);
    }

    private Message Shape(StoredMessage stored) => MessageShape.ToMessage(stored, stored.QoS, true, engine.Clock.Now);
}
