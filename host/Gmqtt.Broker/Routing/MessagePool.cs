using Gmqtt.Broker.Outbound;
using Gmqtt.Broker.Stats;
using Microsoft.Extensions.ObjectPool;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// Where queued messages get their buffers. Private to the broker: a plugin that returns an array twice to <c>ArrayPool.Shared</c> must not be able to
/// make two messages share one.
/// </summary>
internal sealed class MessagePool
{
    private readonly TieredPool _buffers;
    private readonly HeldMemory _held;
    private readonly DefaultObjectPool<StoredMessage> _messages;

    internal MessagePool(HeldMemory held)
    {
        _held = held;
        _buffers = new TieredPool(held.Limit / 16, [(4 * 1024, 1024), (64 * 1024, 1024), (1024 * 1024, 1024)]);
        _messages = new DefaultObjectPool<StoredMessage>(new Policy(this), maximumRetained: 16 * 1024);
    }

    internal StoredMessage Rent() => _messages.Get();

    internal byte[] RentBuffer(int size)
    {
        var buffer = _buffers.Rent(size);
        _held.Add(buffer.Length + HeldMemory.MessageBytes);
        return buffer;
    }

    internal void Return(StoredMessage message, byte[] buffer)
    {
        _held.Add(-(buffer.Length + HeldMemory.MessageBytes));
        _buffers.Return(buffer);
        _messages.Return(message);
    }

    private sealed class Policy(MessagePool pool) : PooledObjectPolicy<StoredMessage>
    {
        public override StoredMessage Create() => new(pool);

        public override bool Return(StoredMessage obj) => true;
    }
}
