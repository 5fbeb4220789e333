using System.Numerics;
using System.Runtime.InteropServices;

namespace Gmqtt.Broker.Stats;

/// <summary>
/// What clients together make the broker hold, in bytes: each part of the broker says what it takes and gives back, so that all of it together has a limit. A message that waits in
/// many queues counts once, its places in them each; sizes are what the arrays have, with a round figure for the objects around them.
/// <para>
/// What must not grow any more depends on how much there is: what waits (queues, retained messages) first, then what is new (sessions, subscriptions, wills), and last what moves:
/// so that clients that acknowledge and take what they are sent go on while the queues of others are full.
/// </para>
/// Counted per processor and summed up a step at a time: no lock, and no cache line that all processors write to.
/// </summary>
internal sealed class HeldMemory
{
    /// <summary>A place in a queue or in the window: the ring is up to twice as large as it must be.</summary>
    internal const int PlaceBytes = 128;

    /// <summary>A stored message and its array, beside the bytes in it.</summary>
    internal const int MessageBytes = 128;

    /// <summary>A session with its queue, window and counters, beside its names.</summary>
    internal const int SessionBytes = 2048;

    /// <summary>A subscription with its place in the tree.</summary>
    internal const int SubscriptionBytes = 512;

    /// <summary>A level of a topic in one of the trees: node, name and its share of the table of its parent.</summary>
    internal const int LevelBytes = 320;

    /// <summary>A connection with its transport, timer and what its reader keeps.</summary>
    internal const int ConnectionBytes = 8 * 1024;

    private const int LargestStep = 64 * 1024;
    private readonly Stripe[] _stripes = new Stripe[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, 64))];
    private long _settled;
    private long _limit;
    private long _step;

    internal HeldMemory(long limit = long.MaxValue) => Limit = limit;

    internal long Limit
    {
        get => Volatile.Read(ref _limit);
        set
        {
            Volatile.Write(ref _limit, value);
            Volatile.Write(ref _step, Math.Min(LargestStep, value / 1024));
        }
    }

    /// <summary>Exactly; looks at every stripe.</summary>
    internal long Bytes
    {
        get
        {
            var sum = Volatile.Read(ref _settled);
            for (var i = 0; i < _stripes.Length; i++) sum += Volatile.Read(ref _stripes[i].Bytes);
            return sum;
        }
    }

    /// <summary>Whether a message may begin to wait.</summary>
    /// <param name="unsettled">What the caller has taken and not told of yet.</param>
    internal bool MayWait(long unsettled = 0) => Volatile.Read(ref _settled) + unsettled < Limit / 10 * 8;

    /// <summary>Whether a session, a subscription or a will may be added.</summary>
    internal bool MayBegin => Volatile.Read(ref _settled) < Limit / 10 * 9;

    /// <summary>Whether nothing may be added at all.</summary>
    internal bool IsSpent => Volatile.Read(ref _settled) >= Limit;

    /// <summary>Takes so many bytes, or gives them back.</summary>
    internal void Add(long bytes)
    {
        if (bytes == 0) return;
        ref var stripe = ref _stripes[Thread.GetCurrentProcessorId() & (_stripes.Length - 1)].Bytes;
        var sum = Interlocked.Add(ref stripe, bytes);
        if (Math.Abs(sum) < Volatile.Read(ref _step)) return;
        Interlocked.Add(ref stripe, -sum);
        Interlocked.Add(ref _settled, sum);
    }

    /// <summary>Apart from its neighbours, which other processors write to; two lines, for they are fetched in pairs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Stripe
    {
        [FieldOffset(64)]
        internal long Bytes;
    }
}
