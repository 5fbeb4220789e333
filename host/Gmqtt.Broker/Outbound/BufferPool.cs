using System.Buffers;

namespace Gmqtt.Broker.Outbound;

/// <summary>
/// Where connections get their send buffers; private to the broker for the same reason as <see cref="Routing.MessagePool"/>. A message to thousands of subscribers fills a
/// buffer for each of them before the first is sent, so the smaller they are the more are kept: with 256 of each size, a batch to 1,000 subscribers threw 744 away.
/// If ever all were out at once, 16, 128 and 128 MiB would be kept.
/// </summary>
internal sealed class BufferPool
{
    private const int LargestSmall = 2 * 1024;
    private const int LargestMedium = 128 * 1024;

    private readonly ArrayPool<byte> _small = ArrayPool<byte>.Create(LargestSmall, maxArraysPerBucket: 4096);
    private readonly ArrayPool<byte> _medium = ArrayPool<byte>.Create(LargestMedium, maxArraysPerBucket: 512);
    private readonly ArrayPool<byte> _large = ArrayPool<byte>.Create(4 * 1024 * 1024, maxArraysPerBucket: 16);

    internal byte[] Rent(int size) => For(size).Rent(size);

    internal void Return(byte[] buffer)
    {
        if (buffer.Length > 0) For(buffer.Length).Return(buffer);
    }

    private ArrayPool<byte> For(int size) => size <= LargestSmall ? _small : size <= LargestMedium ? _medium : _large;
}
