using Gmqtt.Broker.Stats;

namespace Gmqtt.Broker.Outbound;

/// <summary>
/// Where connections get their send buffers; private to the broker for the same reason as <see cref="Routing.MessagePool"/>. A message to thousands of subscribers fills a
/// buffer for each of them before the first is sent, so the smaller they are the more are kept: with 256 of each size, a batch to 1,000 subscribers threw 744 away.
/// </summary>
internal sealed class BufferPool
{
    private readonly TieredPool _buffers;
    private readonly HeldMemory _held;

    internal BufferPool(HeldMemory held)
    {
        _held = held;
        _buffers = new TieredPool(held.Limit / 16, [(2 * 1024, 4096), (128 * 1024, 512), (4 * 1024 * 1024, 16)]);
    }

    /// <summary>Whether nobody may have a larger buffer than they have.</summary>
    internal bool IsSpent => _held.IsSpent;

    internal byte[] Rent(int size)
    {
        var buffer = _buffers.Rent(size);
        _held.Add(buffer.Length);
        return buffer;
    }

    internal void Return(byte[] buffer)
    {
        _held.Add(-buffer.Length);
        _buffers.Return(buffer);
    }

    /// <summary>Somebody may still look at it: it does not come back, and is not held any more.</summary>
    internal void Forget(byte[] buffer) => _held.Add(-buffer.Length);
}
