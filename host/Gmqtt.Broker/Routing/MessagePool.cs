using System.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace Gmqtt.Broker.Routing;

/// <summary>
/// Where queued messages get their buffers. Private to the broker: a plugin that returns an array twice to <c>ArrayPool.Shared</c> must not be able to
/// make two messages share one.
/// </summary>
internal sealed class MessagePool
{
    private const int LargestPooled = 1024 * 1024;

    private readonly ArrayPool<byte> _buffers = ArrayPool<byte>.Create(LargestPooled, maxArraysPerBucket: 1024);
    private readonly DefaultObjectPool<StoredMessage> _messages;

    internal MessagePool() => _messages = new DefaultObjectPool<StoredMessage>(new Policy(this), maximumRetained: 16 * 1024);

    internal StoredMessage Rent() => _messages.Get();

    internal byte[] RentBuffer(int size) => _buffers.Rent(size);

    internal void Return(StoredMessage message, byte[] buffer)
    {
        _buffers.Return(buffer);
        _messages.Return(message);
    }

    private sealed class Policy(MessagePool pool) : PooledObjectPolicy<StoredMessage>
    {
        public override StoredMessage Create() => new(pool);

        public override bool Return(StoredMessage obj) => true;
    }
}
