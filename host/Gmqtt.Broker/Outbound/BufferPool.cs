using System.Buffers;

namespace Gmqtt.Broker.Outbound;

/// <summary>Where connections get their send buffers; private to the broker for the same reason as <see cref="Routing.MessagePool"/>.</summary>
internal sealed class BufferPool
{
    private readonly ArrayPool<byte> _buffers = ArrayPool<byte>.Create(maxArrayLength: 4 * 1024 * 1024, maxArraysPerBucket: 256);

    internal byte[] Rent(int size) => _buffers.Rent(size);

    internal void Return(byte[] buffer)
    {
        if (buffer.Length > 0) _buffers.Return(buffer);
    }
}
