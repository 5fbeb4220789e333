using System.Buffers;

namespace Gmqtt.Broker.Outbound;

/// <summary>
/// Arrays by size in a few tiers, each of which keeps no more than its share of a number of bytes: many small ones, few large ones. What does not fit is the garbage collector's.
/// </summary>
internal sealed class TieredPool
{
    private readonly (int Largest, ArrayPool<byte> Arrays)[] _tiers;

    /// <param name="mostBytes">The most that arrays at rest may take, all tiers together.</param>
    /// <param name="tiers">The largest array of each, ascending, and how many of each size are ever worth keeping.</param>
    internal TieredPool(long mostBytes, (int Largest, int Count)[] tiers)
    {
        // The sizes of a tier are powers of two: together less than twice the largest.
        _tiers = Array.ConvertAll(tiers, tier => (tier.Largest, ArrayPool<byte>.Create(
            tier.Largest, (int)Math.Clamp(mostBytes / tiers.Length / (2 * tier.Largest), 1, tier.Count))));
    }

    internal byte[] Rent(int size) => For(size) is { } tier ? tier.Rent(size) : new byte[size];

    internal void Return(byte[] buffer)
    {
        if (buffer.Length > 0) For(buffer.Length)?.Return(buffer);
    }

    private ArrayPool<byte>? For(int size)
    {
        foreach (var (largest, arrays) in _tiers)
        {
            if (size <= largest) return arrays;
        }

        return null;
    }
}
