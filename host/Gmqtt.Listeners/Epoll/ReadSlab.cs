namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// The memory a loop receives into: one for all its connections. It is filled from the front again and again while every receiver gives
/// back its bytes before it returns; a receiver that keeps them (it awaits a hook) keeps that part, and the loop goes on behind it. The
/// slab returns to its pool when the loop has moved to another and the last keeper let go.
/// </summary>
internal sealed class ReadSlab(SlabPool pool)
{
    /// <summary>128 KiB: a batch of 64 KiB is read in one call even when kept bytes took half of it.</summary>
    public const int Size = 128 * 1024;

    private int _references = 1;

    /// <summary>Pinned, so that the kernel may write to it without a handle a call.</summary>
    public byte[] Array { get; } = GC.AllocateUninitializedArray<byte>(Size, pinned: true);

    public void Keep() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            pool.Return(this);
        }
    }

    /// <summary>Called by the pool when it hands the slab out again.</summary>
    public void Renew() => Volatile.Write(ref _references, 1);
}
